using Steerlens.Pipeline.Annotation;
using Steerlens.Pipeline.Archive;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Comparison;
using Steerlens.Pipeline.Diagnosis;
using Steerlens.Pipeline.Evaluation;
using Steerlens.Pipeline.Exporting;
using Steerlens.Pipeline.Inspection;
using Steerlens.Pipeline.Live;
using Steerlens.Pipeline.Masking;
using Steerlens.Pipeline.Measuring;
using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Study;
using Steerlens.Pipeline.Verification;

namespace Steerlens.Pipeline.Commands;

/// <summary>What the commands really do.</summary>
internal sealed class CommandActions : ICommandActions
{
    /// <inheritdoc/>
    public Task AnnotateAsync(AnnotateJob job, AnnotateOptions options, CommandConsole console, Interruption interruption) =>
        AnnotateRunner.RunAsync(job, options, console, interruption);

    /// <inheritdoc/>
    public Task<ExitCode> ArchiveAsync(IReadOnlyList<ArchiveSource> sources, ArchiveOptions archive, AnnotateOptions options, CommandConsole console, Interruption interruption) =>
        ArchiveRunner.RunAsync(sources, archive, options, console, interruption);

    /// <inheritdoc/>
    public Task LiveAsync(LiveOptions options, CommandConsole console, Interruption interruption) =>
        LiveRunner.RunAsync(options, console, interruption);

    /// <inheritdoc/>
    public Task ExplainAsync(ExplainOptions options, CommandConsole console, CancellationToken cancellationToken) =>
        ExplainRunner.RunAsync(options, console, cancellationToken);

    /// <inheritdoc/>
    public Task CompareAsync(CompareOptions options, CommandConsole console, Interruption interruption) =>
        CompareRunner.RunAsync(options, console, interruption);

    /// <inheritdoc/>
    public Task StudyAsync(StudyOptions options, CommandConsole console, CancellationToken cancellationToken) =>
        StudyRunner.RunAsync(options, console, cancellationToken);

    /// <inheritdoc/>
    public Task MaskAsync(MaskOptions options, CommandConsole console, Interruption interruption) =>
        MaskRunner.RunAsync(options, console, interruption);

    /// <inheritdoc/>
    public Task RenderAsync(RenderOptions options, CommandConsole console, Interruption interruption) =>
        RenderRunner.RunAsync(options, console, interruption);

    /// <inheritdoc/>
    public Task ProbeAsync(ProbeOptions options, CommandConsole console, CancellationToken cancellationToken) =>
        ProbeRunner.RunAsync(options, console, cancellationToken);

    /// <inheritdoc/>
    public Task<ExitCode> DoctorAsync(DoctorOptions options, CommandConsole console, CancellationToken cancellationToken) =>
        DoctorRunner.RunAsync(options, console, cancellationToken);

    /// <inheritdoc/>
    public Task BenchAsync(BenchOptions options, CommandConsole console, Interruption interruption) =>
        BenchRunner.RunAsync(options, console, interruption);

    /// <inheritdoc/>
    public Task InspectAsync(InspectOptions options, CommandConsole console, CancellationToken cancellationToken) =>
        InspectRunner.RunAsync(options, console, cancellationToken);

    /// <inheritdoc/>
    public Task EvaluateAsync(EvaluateOptions options, CommandConsole console, CancellationToken cancellationToken) =>
        EvaluateRunner.RunAsync(options, console, cancellationToken);

    /// <inheritdoc/>
    public Task ExportAsync(ExportOptions options, CommandConsole console, CancellationToken cancellationToken) =>
        ExportRunner.RunAsync(options, console, cancellationToken);

    /// <inheritdoc/>
    public Task VerifyAsync(VerifyOptions options, CommandConsole console, CancellationToken cancellationToken) =>
        VerifyRunner.RunAsync(options, console, cancellationToken);
}
