using Steerlens.Kernels.Maps;
using Steerlens.Kernels.Occlusion;
using Steerlens.Models;
using Steerlens.Models.Export;
using Steerlens.Pipeline.Annotation;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Exporting;

/// <summary>Runs <c>steerlens export</c>.</summary>
internal static class ExportRunner
{
    /// <summary>Writes the file.</summary>
    /// <exception cref="SteerlensException">The map or the target can't be exported, or the file can't be written.</exception>
    /// <exception cref="NetworkFormatException">The network can't be used, or has a layer that can't be written.</exception>
    public static async Task RunAsync(ExportOptions options, CommandConsole console, CancellationToken cancellationToken)
    {
        var notes = new List<string>();
        var network = await NetworkChoice.LoadAsync(options.Network, options.Map.Output, notes, cancellationToken);
        var (file, what) = Make(network, options.Map);
        using (var output = new WholeFile(options.Output, options.Overwrite))
        {
            output.Write(file);
            output.Complete();
        }

        foreach (var note in notes) console.Note(note);
        console.WriteLine($"{network.Name}, {what} -> {options.Output}");
    }

    private static (byte[] File, string What) Make(Network network, MapRequest map)
    {
        try
        {
            var weights = OutputChoice.Resolve(network, map.Output);
            var target = TargetOf(map);
            switch (map.Method)
            {
                case GradCamMethod:
                    var layer = LayerChoice.Resolve(network, map.Options.Layer);
                    var shape = network.ShapeOf(layer);
                    return (OnnxExport.GradCam(network, layer, weights, target), FormattableString.Invariant($"{map.Title} of {network.Layers[layer].Name}: outputs angle, map {shape.Height}x{shape.Width}, outputs"));
                case OcclusionMethod:
                    var bank = OcclusionMap.BankOf(network.Input, map.Options);
                    return (OnnxExport.Occlusion(network, BankExport.Of(bank, FillOf(network, map.Options.Fill)), weights, target),
                        FormattableString.Invariant($"{map.Title} of {bank.Count} windows: outputs angle, scores, map {network.Input.Height}x{network.Input.Width}, outputs"));
                default:
                    throw new SteerlensException(ExitCode.Usage, $"--map {map.Method.Name} can't be exported: gradcam and occlusion can");
            }
        }
        catch (MapOptionException exception)
        {
            throw new SteerlensException(ExitCode.Usage, exception.Message, exception);
        }
    }

    private static ExportTarget TargetOf(MapRequest map) => map.Target switch
    {
        Target.Signed => ExportTarget.Signed,
        Target.Left => ExportTarget.Left,
        Target.Right => ExportTarget.Right,
        Target.Auto => ExportTarget.Auto,
        Target.Hold => ExportTarget.Hold,
        _ => throw new SteerlensException(ExitCode.Usage, $"--target {map.Target.ToString().ToLowerInvariant()} can't be exported: choose signed, left, right, auto{(map.Method is OcclusionMethod ? " or hold" : "")}"),
    };

    private static float[]? FillOf(Network network, Fill fill) => fill switch
    {
        Fill.Mean => null,
        Fill.Black => FillPicture.BlackOf(network.Contract, network.Input.Channels),
        _ => throw new SteerlensException(ExitCode.Usage, "--fill blur can't be exported: choose mean or black"),
    };
}
