using System.Text;
using Steerlens.Pipeline.Commands;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Tests.Commands;

/// <summary>Runs command lines in this process with actions that record what they were asked for.</summary>
internal sealed class CommandRun : ICommandActions, IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public CommandRun()
    {
        var console = new CommandConsole(_output, _error, errorIsTerminal: false, () => new MemoryStream());
        Interruption = new Interruption(console, ForcedExits.Add);
        Context = new CommandContext(this, console, Interruption, name => Environment.GetValueOrDefault(name), () => Environment.Keys);
    }

    public CommandContext Context { get; }

    public Interruption Interruption { get; }

    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    public List<int> ForcedExits { get; } = [];

    public List<(AnnotateJob Job, AnnotateOptions Options)> Annotated { get; } = [];

    public ExplainOptions? Explained { get; private set; }

    public RenderOptions? Rendered { get; private set; }

    /// <summary>What annotating a source does, by the source's name.</summary>
    public Action<AnnotateJob> OnAnnotate { get; set; } = _ => { };

    public string Output => _output.ToString();

    public string Error => _error.ToString();

    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public Task<ExitCode> RunAsync(params string[] arguments) => CommandLine.RunAsync(arguments, Context);

    public Task AnnotateAsync(AnnotateJob job, AnnotateOptions options, CommandConsole console, Interruption interruption)
    {
        Annotated.Add((job, options));
        OnAnnotate(job);
        return Task.CompletedTask;
    }

    public Task ExplainAsync(ExplainOptions options, CommandConsole console, CancellationToken cancellationToken)
    {
        Explained = options;
        return Task.CompletedTask;
    }

    public (IReadOnlyList<ArchiveSource> Sources, ArchiveOptions Archive, AnnotateOptions Options)? Archived { get; private set; }

    public Task<ExitCode> ArchiveAsync(IReadOnlyList<ArchiveSource> sources, ArchiveOptions archive, AnnotateOptions options, CommandConsole console, Interruption interruption)
    {
        Archived = (sources, archive, options);
        return Task.FromResult(ExitCode.SomeInputsFailed);
    }

    public LiveOptions? Shown { get; private set; }

    public Task LiveAsync(LiveOptions options, CommandConsole console, Interruption interruption)
    {
        Shown = options;
        return Task.CompletedTask;
    }

    public CompareOptions? Compared { get; private set; }

    public Task CompareAsync(CompareOptions options, CommandConsole console, Interruption interruption)
    {
        Compared = options;
        return Task.CompletedTask;
    }

    /// <summary>What happens while a road is studied.</summary>
    public Action OnStudy { get; set; } = () => { };

    public StudyOptions? Studied { get; private set; }

    public Task StudyAsync(StudyOptions options, CommandConsole console, CancellationToken cancellationToken)
    {
        Studied = options;
        OnStudy();
        cancellationToken.ThrowIfCancellationRequested();
        return Task.CompletedTask;
    }

    public MaskOptions? Masked { get; private set; }

    public Task MaskAsync(MaskOptions options, CommandConsole console, Interruption interruption)
    {
        Masked = options;
        return Task.CompletedTask;
    }

    public Task RenderAsync(RenderOptions options, CommandConsole console, Interruption interruption)
    {
        Rendered = options;
        return Task.CompletedTask;
    }

    public BenchOptions? Measured { get; private set; }

    public Task BenchAsync(BenchOptions options, CommandConsole console, Interruption interruption)
    {
        Measured = options;
        return Task.CompletedTask;
    }

    public ProbeOptions? Probed { get; private set; }

    public Task ProbeAsync(ProbeOptions options, CommandConsole console, CancellationToken cancellationToken)
    {
        Probed = options;
        return Task.CompletedTask;
    }

    public InspectOptions? Inspected { get; private set; }

    public Task InspectAsync(InspectOptions options, CommandConsole console, CancellationToken cancellationToken)
    {
        Inspected = options;
        return Task.CompletedTask;
    }

    public DoctorOptions? Examined { get; private set; }

    public Task<ExitCode> DoctorAsync(DoctorOptions options, CommandConsole console, CancellationToken cancellationToken)
    {
        Examined = options;
        return Task.FromResult(ExitCode.BackEndUnavailable);
    }

    public EvaluateOptions? Evaluated { get; private set; }

    public Task EvaluateAsync(EvaluateOptions options, CommandConsole console, CancellationToken cancellationToken)
    {
        Evaluated = options;
        return Task.CompletedTask;
    }

    /// <summary>What happens while a network is exported.</summary>
    public Action OnExport { get; set; } = () => { };

    public ExportOptions? Exported { get; private set; }

    public Task ExportAsync(ExportOptions options, CommandConsole console, CancellationToken cancellationToken)
    {
        Exported = options;
        OnExport();
        return Task.CompletedTask;
    }

    public VerifyOptions? Verified { get; private set; }

    public Task VerifyAsync(VerifyOptions options, CommandConsole console, CancellationToken cancellationToken)
    {
        Verified = options;
        OnStudy();
        cancellationToken.ThrowIfCancellationRequested();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        Interruption.Dispose();
        _output.Dispose();
        _error.Dispose();
    }
}

/// <summary>A folder with empty files that goes away with the test.</summary>
internal sealed class FileTree : IDisposable
{
    public FileTree(params string[] files)
    {
        Folder = Directory.CreateTempSubdirectory("steerlens-test-").FullName;
        foreach (var file in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(this[file])!);
            File.WriteAllText(this[file], "", Encoding.UTF8);
        }
    }

    public string Folder { get; }

    public string this[string name] => Path.Combine(Folder, name);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
