using Steerlens.Kernels.Images;

namespace Steerlens.Pipeline.Compositing;

/// <summary>The ways in which this build makes the focus layout; the usual build has one.</summary>
internal static partial class FocusBlends
{
    /// <summary>The environment variable that names one.</summary>
    public const string Variable = "STEERLENS_FOCUS";

    private const string Usual = "processor";

    private static readonly Dictionary<string, Func<int, int, YuvColor, double, IFocusBlend>> Makers = Find();

    /// <summary>Makes the one that the environment names, else the usual one.</summary>
    /// <param name="width">Of the pictures; even.</param>
    /// <param name="height">Of the pictures; even.</param>
    /// <param name="color">What the pictures' numbers mean.</param>
    /// <param name="sigma">Standard deviation of the blur, in pixels; at least 4 are used.</param>
    /// <exception cref="SteerlensException">This build does not have it, or it can't be used here.</exception>
    public static IFocusBlend Create(int width, int height, YuvColor color, double sigma)
    {
        var name = Environment.GetEnvironmentVariable(Variable);
        return Makers.TryGetValue(string.IsNullOrEmpty(name) ? Usual : name, out var make)
            ? make(width, height, color, sigma)
            : throw new SteerlensException(ExitCode.Usage, $"environment variable {Variable}: '{name}' is no way to blur in this build: there is {string.Join(", ", Makers.Keys)}");
    }

    static partial void AddTo(Dictionary<string, Func<int, int, YuvColor, double, IFocusBlend>> makers);

    private static Dictionary<string, Func<int, int, YuvColor, double, IFocusBlend>> Find()
    {
        var makers = new Dictionary<string, Func<int, int, YuvColor, double, IFocusBlend>>(StringComparer.OrdinalIgnoreCase)
        {
            [Usual] = (width, height, color, sigma) => new FocusBlend(width, height, color, sigma),
        };
        AddTo(makers);
        return makers;
    }
}
