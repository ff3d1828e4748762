using System.Globalization;
using Steerlens.Kernels.Maps;

namespace Steerlens.Pipeline.Commands.Options;

/// <summary>What is to be explained, and how.</summary>
public sealed record MapRequest
{
    /// <summary>The method.</summary>
    public IMapMethod Method { get; init; } = MapMethods.All[0];

    /// <summary>What the map explains.</summary>
    public Target Target { get; init; } = Target.Signed;

    /// <summary>Which of the network's outputs is explained, as <see cref="OutputChoice"/> reads it; null for the first.</summary>
    public string? Output { get; init; }

    /// <summary>The time constant in seconds over which maps are smoothed; null for not at all.</summary>
    public double? SmoothingSeconds { get; init; }

    /// <summary>The map of every how many frames is ranked among 32; 0 ranks none.</summary>
    public int CheckEvery { get; init; }

    /// <summary>What is shown, for people.</summary>
    public string Title => Method.Title
        + (Output is null ? "" : $" of {Output}")
        + (Options.Windows is { } list ? string.Create(CultureInfo.InvariantCulture, $", {list.Windows.Count} listed") : "")
        + (Options.Softness > 0 ? string.Create(CultureInfo.InvariantCulture, $", soft {Options.Softness:0.##} px") : "")
        + (SmoothingSeconds is { } seconds ? string.Create(CultureInfo.InvariantCulture, $", smoothed {seconds:0.##} s") : "");

    /// <summary>A map by its name, with its first target and its own choices.</summary>
    public static MapRequest Default(string name)
    {
        var method = MapMethods.Find(name);
        return new MapRequest { Method = method, Target = method.Targets[0] };
    }

    /// <summary>The method's own choices.</summary>
    public MapOptions Options { get; init; } = new();
}
