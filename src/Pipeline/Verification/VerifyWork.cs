using Steerlens.Models;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Scenes;

namespace Steerlens.Pipeline.Verification;

/// <summary>How much there is to do, in steps of about one map of one frame: scoring and asking cost several times what making a map costs.</summary>
internal static class VerifyWork
{
    /// <summary>Scoring a map's order and its floors on one frame.</summary>
    public const int Scoring = 6;

    /// <summary>The maps under noise of one frame.</summary>
    public const int Noise = 10;

    /// <summary>The maps of one draw of weights.</summary>
    public const int Draw = MapBehaviour.TwinFrames;

    /// <summary>Rendering one frame without each of its objects.</summary>
    public const int Road = 32;

    /// <summary>Starts the count.</summary>
    public static ProgressReporter Start(VerifyOptions options, Network network, int methods, int frames, CommandConsole console)
    {
        var draws = UntrainedTwin.LayersOf(network) - 1 + MapBehaviour.WholeTwins;
        var perMethod = frames + (Math.Min(frames, MapBehaviour.NoisyFrames) * Noise) + (draws * Draw);
        var scored = methods + (options.MapFolder is null ? 0 : 1);
        var road = SceneOptions.IsAddress(options.Source) ? Math.Min(frames, RoadStudy.MostFrames) * Road : 0;
        return new ProgressReporter(console, options.Progress, options.Source, ((long)methods * perMethod) + ((long)scored * frames * Scoring) + road, unit: "step");
    }
}
