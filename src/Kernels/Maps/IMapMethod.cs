using Steerlens.Kernels.Engines;

namespace Steerlens.Kernels.Maps;

/// <summary>One way to explain a network. A new way is one file beside this and one line in <see cref="MapMethods"/>.</summary>
public interface IMapMethod
{
    /// <summary>The word on the command line.</summary>
    string Name { get; }

    /// <summary>The name for people.</summary>
    string Title { get; }

    /// <summary>One sentence for the help text.</summary>
    string Description { get; }

    /// <summary>The targets that have a meaning for this method; the first one is its default.</summary>
    IReadOnlyList<Target> Targets { get; }

    /// <summary>The names of the <see cref="MapOptions"/> that the method reads.</summary>
    IReadOnlyList<string> Options { get; }

    /// <summary>Prepares the method for a network: tables and buffers.</summary>
    /// <exception cref="MapOptionException">An option does not fit the network.</exception>
    IMap Create(IEngine engine, MapOptions options);
}

/// <summary>A prepared method. It serves one frame at a time and allocates nothing for one.</summary>
public interface IMap : IDisposable
{
    /// <summary>Rows of the map.</summary>
    int Height { get; }

    /// <summary>Columns of the map.</summary>
    int Width { get; }

    /// <summary>The part of the network's input that the map covers, in pixels of the input.</summary>
    InputRegion Region { get; }

    /// <summary>How the values are scaled for people.</summary>
    MapScale Scale { get; }

    /// <summary>Computes the map of a frame.</summary>
    /// <param name="pass">The frame's forward pass.</param>
    /// <param name="input">That frame's input, H x W x C.</param>
    /// <param name="outputWeights">The angle as a weighted sum of the outputs: radians, positive = right.</param>
    /// <param name="target">What to explain; not <see cref="Target.Auto"/>, which the caller resolves.</param>
    /// <param name="values">The map: height x width float32.</param>
    /// <returns>Whether the map shows anything.</returns>
    Evidence Compute(ForwardPass pass, ReadOnlySpan<float> input, ReadOnlySpan<float> outputWeights, Target target, Span<float> values);

    /// <summary>What is to be said about the last frame's map in words, such as what its values sum to; empty for most maps.</summary>
    string Remark => "";

    /// <summary>Gives back what the map holds beside managed memory: most hold nothing.</summary>
    void IDisposable.Dispose()
    {
    }
}

/// <summary>A rectangle of the network's input, in pixels; it may be fractional.</summary>
public readonly record struct InputRegion(double Top, double Left, double Height, double Width);

/// <summary>How a map's values are shown to people.</summary>
/// <param name="Factor">Shown value = map value * factor.</param>
/// <param name="FullColor">The shown value that has the full colour by default.</param>
/// <param name="Unit">The unit of a shown value, as on a legend: <c>deg / 15x15 px</c>.</param>
/// <param name="RawUnit">The unit of a value before the factor, as in files.</param>
public sealed record MapScale(double Factor, double FullColor, string Unit, string RawUnit = "rad")
{
    /// <summary>For maps whose every frame has the maximum 1.</summary>
    public static MapScale OfFrame { get; } = new(1, 1, "x the frame's maximum", "share of maximum");
}

/// <summary>Whether a map shows anything.</summary>
/// <param name="Peak">The largest absolute value of the map.</param>
/// <param name="IsPositive">False where there is no evidence for what was asked: then the map is all zero and says so.</param>
public readonly record struct Evidence(float Peak, bool IsPositive);

/// <summary>An option does not fit the network or the method. The message is one line for people.</summary>
public sealed class MapOptionException(string message) : Exception(message);
