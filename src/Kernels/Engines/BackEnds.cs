namespace Steerlens.Kernels.Engines;

/// <summary>The ways to run networks that this build has beside its own engines; the usual build has none.</summary>
public static partial class BackEnds
{
    /// <summary>The back end that the flavour of the build with Windows CUDA packages has.</summary>
    internal const string OnnxRuntimeName = "onnxruntime";

    /// <summary>What a refusal says of everything that only the flavour with Windows CUDA packages has.</summary>
    public const string OfWindowsCuda = "belongs to the build with -p:WindowsCuda=true, and this is the usual one: docs/windows-cuda.md says how to make it";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<IBackEnd> All { get; } = Find();

    /// <summary>The one that <c>--device</c> asks for.</summary>
    /// <param name="device"><c>name</c> or <c>name:choice</c>, in any case.</param>
    /// <returns>The back end and its choice, lower case; null where there is no such.</returns>
    public static (IBackEnd BackEnd, string? Choice)? Of(string device)
    {
        ArgumentNullException.ThrowIfNull(device);
        var (name, choice) = device.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0 ? (device[..colon], device[(colon + 1)..].ToLowerInvariant()) : (device, null);
        return All.FirstOrDefault(backEnd => backEnd.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } found && (choice is null || found.Accepts(choice)) ? (found, choice) : null;
    }

    /// <summary>Whether another flavour of the build has what <c>--device</c> asks for, and this one does not.</summary>
    /// <param name="device"><c>name</c> or <c>name:choice</c>, in any case.</param>
    public static bool IsOfAnotherBuild(string device)
    {
        ArgumentNullException.ThrowIfNull(device);
        var name = device.Split(':')[0];
        return name.Equals(OnnxRuntimeName, StringComparison.OrdinalIgnoreCase) && !All.Any(backEnd => backEnd.Name.Equals(OnnxRuntimeName, StringComparison.Ordinal));
    }

    static partial void AddTo(List<IBackEnd> backEnds);

    private static List<IBackEnd> Find()
    {
        var backEnds = new List<IBackEnd>();
        AddTo(backEnds);
        return backEnds;
    }
}
