using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Commands;

/// <summary>
/// What the commands do once their options are read. Each throws <see cref="SteerlensException"/> with a reason that a person can
/// act on, and leaves nothing under an output's name where it fails.
/// </summary>
public interface ICommandActions
{
    /// <summary>Annotates one source. A stop of reading ends it early but well.</summary>
    Task AnnotateAsync(AnnotateJob job, AnnotateOptions options, CommandConsole console, Interruption interruption);

    /// <summary>Annotates all films of an archive. A stop ends it at once; what is done stays.</summary>
    /// <returns>Success, or that some of the films could not be made, or what stopped the work.</returns>
    Task<ExitCode> ArchiveAsync(IReadOnlyList<ArchiveSource> sources, ArchiveOptions archive, AnnotateOptions options, CommandConsole console, Interruption interruption);

    /// <summary>Shows a live source on a page until it is stopped.</summary>
    Task LiveAsync(LiveOptions options, CommandConsole console, Interruption interruption);

    /// <summary>Explains one picture.</summary>
    Task ExplainAsync(ExplainOptions options, CommandConsole console, CancellationToken cancellationToken);

    /// <summary>Shows one source through several networks and maps. A stop of reading ends a film early but well.</summary>
    Task CompareAsync(CompareOptions options, CommandConsole console, Interruption interruption);

    /// <summary>Drives a rendered road in different looks.</summary>
    Task StudyAsync(StudyOptions options, CommandConsole console, CancellationToken cancellationToken);

    /// <summary>Finds what one thing in the picture does to the angle. A stop of reading ends it early but well.</summary>
    Task MaskAsync(MaskOptions options, CommandConsole console, Interruption interruption);

    /// <summary>Renders a road into a film.</summary>
    Task RenderAsync(RenderOptions options, CommandConsole console, Interruption interruption);

    /// <summary>Says on the console's output what would happen with a source.</summary>
    Task ProbeAsync(ProbeOptions options, CommandConsole console, CancellationToken cancellationToken);

    /// <summary>Says on the console's output what this machine has and what of it will be used.</summary>
    /// <returns>Success, or what is missing.</returns>
    Task<ExitCode> DoctorAsync(DoctorOptions options, CommandConsole console, CancellationToken cancellationToken);

    /// <summary>Measures annotating and says the figures on the console's output. A stop of reading ends it early but well.</summary>
    Task BenchAsync(BenchOptions options, CommandConsole console, Interruption interruption);

    /// <summary>Says on the console's output what a network is made of, or draws its weights, activations or filters.</summary>
    Task InspectAsync(InspectOptions options, CommandConsole console, CancellationToken cancellationToken);

    /// <summary>Says on the console's output how well a network follows a labelled drive, and draws it.</summary>
    Task EvaluateAsync(EvaluateOptions options, CommandConsole console, CancellationToken cancellationToken);

    /// <summary>Writes a network and its map as one ONNX file.</summary>
    Task ExportAsync(ExportOptions options, CommandConsole console, CancellationToken cancellationToken);

    /// <summary>Says on the console's output how true each map of a source is.</summary>
    Task VerifyAsync(VerifyOptions options, CommandConsole console, CancellationToken cancellationToken);
}
