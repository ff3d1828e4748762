using Steerlens.Kernels.Engines;
using Steerlens.Models;
using Steerlens.Pipeline.Annotation;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Diagnosis;

/// <summary>Runs <c>steerlens doctor</c>: everything is looked at, whatever is missing.</summary>
internal static class DoctorRunner
{
    private static readonly string[] EncodersOfInterest =
        ["libx264", "libx265", "libopenh264", "h264_nvenc", "hevc_nvenc", "h264_qsv", "h264_videotoolbox", "h264_mf", "libsvtav1", "mpeg4", "prores_ks", "qtrle"];

    /// <summary>Runs the command to its end.</summary>
    /// <returns>Success; or that ffmpeg or an encoder is missing, or that the engine's numbers are wrong.</returns>
    public static async Task<ExitCode> RunAsync(DoctorOptions options, CommandConsole console, CancellationToken cancellationToken)
    {
        EngineChoice.RequireVectors();
        var network = await NetworkChoice.LoadAsync(options.Network, output: null, [], cancellationToken);
        var report = new Report();
        MachineFacts.AddTo(report);
        var hasVideo = await AddVideoAsync(report, cancellationToken);
        var isEngineGood = AddEngine(report);
        var hasDevice = DeviceFacts.AddTo(report, network, options.Device);
        NetworkFacts.AddTo(report, network, options.Network).Add("occlusion", "occlusion", NetworkFacts.OcclusionOf(network));
        var code = !isEngineGood ? ExitCode.Unexpected : hasVideo && hasDevice ? ExitCode.Success : ExitCode.BackEndUnavailable;
        var verdict = code switch
        {
            ExitCode.Success => "everything that annotate needs is here",
            ExitCode.Unexpected => "the engine's numbers are wrong on this machine: please report it with this text",
            _ when hasVideo => "the device that was asked for can't be used; see above why",
            _ => "films can be neither read nor written until the above is mended",
        };
        report.Section("verdict", "Verdict").Add("ok", "ready", code == ExitCode.Success).Add("summary", "summary", verdict);
        await console.Output.WriteAsync(options.Json ? report.ToJson() : report.ToText());
        await console.Output.FlushAsync(cancellationToken);
        return code;
    }

    private static async Task<bool> AddVideoAsync(Report report, CancellationToken cancellationToken)
    {
        var section = report.Section("ffmpeg", "Films (ffmpeg)");
        try
        {
            var tools = await FfmpegTools.FindAsync(cancellationToken);
            section.Add("version", "version", tools.Version).Add("ffmpeg", "ffmpeg", tools.Ffmpeg).Add("ffprobe", "ffprobe", tools.Ffprobe);
            var built = await tools.EncodersAsync(cancellationToken);
            var here = EncodersOfInterest.Where(name => built.Contains(name, StringComparer.Ordinal)).ToArray();
            section.Add("encoders", "built in", here, string.Join(", ", here.DefaultIfEmpty("none of use")));
            var (codec, note) = await EncoderProbe.ResolveAsync(tools, new VideoEncoder(), alpha: false, 1280, 720, cancellationToken);
            section.Add("encoder", "will use", codec, note is null ? $"{codec} (tried at 1280x720)" : $"{codec} ({note})");
            return true;
        }
        catch (SteerlensException exception)
        {
            section.Add("problem", "problem", exception.Message);
            return false;
        }
    }

    private static bool AddEngine(Report report)
    {
        var section = report.Section("engine", "Engine");
        try
        {
            var network = DefaultNetwork.Load();
            using (var engine = new CpuEngine(network)) section.Add("used", "will use", engine.Description);
            section.Add("network", "network", network.Name, FormattableString.Invariant($"{network.Name}, input {network.Input}, {network.ParameterCount:#,0} parameters"));
            var results = SelfCheck.Run(network);
            var lines = results.Select(result => FormattableString.Invariant(
                $"{result.Engine}: angle {result.Angle:0.0e+0}, windows {result.Windows:0.0e+0}, gradient {result.Gradient:0.0e+0}{(result.IsGood ? "" : "  WRONG")}"));
            section.Add("self_check", "off float64", lines);
            section.Add("self_check_ok", "self-check", results.All(result => result.IsGood), results.All(result => result.IsGood) ? "passed" : "failed");
            return results.All(result => result.IsGood);
        }
        catch (Exception exception) when (exception is NetworkFormatException or NotSupportedException)
        {
            section.Add("problem", "problem", exception.Message);
            return false;
        }
    }
}
