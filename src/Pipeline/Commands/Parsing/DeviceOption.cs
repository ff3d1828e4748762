using System.Globalization;
using Steerlens.Kernels.Engines;

namespace Steerlens.Pipeline.Commands.Parsing;

/// <summary>The option <c>--device</c>: what runs the network.</summary>
internal static class DeviceOption
{
    /// <summary>Makes the option.</summary>
    public static ParsedOption<DeviceChoice> Create() => new(
        "--device", "NAME", $"What runs the network: auto, cpu, cuda, or cuda:N for the Nth NVIDIA device from 0{Usages("; ")} (default: auto, CUDA where it is and its numbers are right)", Parse)
    {
        Words = [.. ((ReadOnlySpan<DeviceKind>)[DeviceKind.Auto, DeviceKind.Cpu, DeviceKind.Cuda]).ToArray().Select(OptionValues.Word), .. BackEnds.All.Select(backEnd => backEnd.Name)],
    };

    /// <summary>Reads <c>auto</c>, <c>cpu</c>, <c>cuda</c>, <c>cuda:N</c> or a back end of this build.</summary>
    /// <exception cref="FormatException">It is none of them.</exception>
    public static DeviceChoice Parse(string text)
    {
        if (BackEnds.Of(text) is not null) return new DeviceChoice(DeviceKind.BackEnd, IsAsked: true, BackEnd: text);
        foreach (var kind in (ReadOnlySpan<DeviceKind>)[DeviceKind.Auto, DeviceKind.Cpu, DeviceKind.Cuda])
        {
            if (OptionValues.Word(kind).Equals(text, StringComparison.OrdinalIgnoreCase)) return new DeviceChoice(kind, IsAsked: true);
        }

        if (BackEnds.IsOfAnotherBuild(text)) throw new FormatException($"'{text}' {BackEnds.OfWindowsCuda}");
        const string Numbered = "cuda:";
        return text.StartsWith(Numbered, StringComparison.OrdinalIgnoreCase) && int.TryParse(text.AsSpan(Numbered.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? new DeviceChoice(DeviceKind.Cuda, index, IsAsked: true)
            : throw new FormatException($"'{text}' is not auto, cpu, cuda or cuda:N{Usages(" nor ")}");
    }

    private static string Usages(string before) => string.Concat(BackEnds.All.Select(backEnd => before + backEnd.Usage));
}
