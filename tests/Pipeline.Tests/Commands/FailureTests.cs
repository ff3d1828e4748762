using Steerlens.Kernels.Maps;
using Steerlens.Models;

namespace Steerlens.Pipeline.Tests.Commands;

public sealed class FailureTests : IDisposable
{
    private readonly CommandRun _run = new();
    private readonly FileTree _files = new("a.mp4", "b.mp4", "c.mp4");

    public void Dispose()
    {
        _run.Dispose();
        _files.Dispose();
    }

    public static TheoryData<string, ExitCode> KnownFailures => new()
    {
        { "steerlens", ExitCode.BackEndUnavailable },
        { "network", ExitCode.InputUnreadable },
        { "map", ExitCode.Usage },
        { "wrapped", ExitCode.InputUnreadable },
        { "unknown", ExitCode.Unexpected },
    };

    [Theory]
    [MemberData(nameof(KnownFailures))]
    public async Task Annotate_ActionThrows_OneLineAndItsCode(string kind, ExitCode expected)
    {
        _run.OnAnnotate = _ => throw Failure(kind);

        Assert.Equal(expected, await _run.RunAsync("annotate", _files["a.mp4"]));
        var line = Assert.Single(_run.ErrorLines);
        Assert.StartsWith("steerlens: ", line, StringComparison.Ordinal);
        Assert.Contains("the reason", line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Annotate_ActionThrowsAndVerbose_TellsEverything()
    {
        _run.OnAnnotate = _ => throw Failure("unknown");

        Assert.Equal(ExitCode.Unexpected, await _run.RunAsync("annotate", _files["a.mp4"], "--verbose"));
        Assert.Contains("   at ", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Annotate_OneOfSeveralFails_OthersAreDone()
    {
        _run.OnAnnotate = job => { if (job.Source.EndsWith("b.mp4", StringComparison.Ordinal)) throw Failure("steerlens"); };

        Assert.Equal(ExitCode.SomeInputsFailed, await _run.RunAsync("annotate", _files["a.mp4"], _files["b.mp4"], _files["c.mp4"], _files["missing.mp4"]));
        Assert.Equal(3, _run.Annotated.Count);
        Assert.Equal("steerlens: 2 of 4 sources failed", _run.ErrorLines[^1]);
    }

    [Theory]
    [InlineData("study -o new/deep")]
    [InlineData("verify scene:coast-road")]
    public async Task CtrlC_WhatWritesOnlyAtItsEnd_StopsInOneLineAndLeavesNoFolder(string line)
    {
        _run.OnStudy = () => _run.Interruption.Signal(ExitCode.Cancelled);

        Assert.Equal(ExitCode.Cancelled, await _run.RunAsync(line.Replace("new", _files["new"], StringComparison.Ordinal).Split(' ')));

        Assert.Equal("steerlens: stopped: nothing was written", Assert.Single(_run.ErrorLines));
        Assert.False(Directory.Exists(_files["new"]));
    }

    [Fact]
    public async Task CtrlC_FolderThatWasThere_Stays()
    {
        Directory.CreateDirectory(_files["old"]);
        _run.OnStudy = () => _run.Interruption.Signal(ExitCode.Cancelled);

        Assert.Equal(ExitCode.Cancelled, await _run.RunAsync("study", "-o", _files["old"]));

        Assert.True(Directory.Exists(_files["old"]));
    }

    [Theory]
    [InlineData("annotate FILM --maps occlusion,gradcam", "--map occlusion, or put several side by side with steerlens compare")]
    [InlineData("verify FILM --maps occlusion,gradcam --map gradcam", "give one of them")]
    public async Task Maps_ListWhereItIsNone_IsRefusedWithAWayOut(string line, string advice)
    {
        Assert.Equal(ExitCode.Usage, await _run.RunAsync(line.Replace("FILM", _files["a.mp4"], StringComparison.Ordinal).Split(' ')));

        Assert.Contains(advice, Assert.Single(_run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Maps_OfVerify_AreTheSameAsMap()
    {
        Assert.Equal(ExitCode.Success, await _run.RunAsync("verify", _files["a.mp4"], "--maps", "occlusion,gradcam"));

        Assert.Equal("occlusion gradcam", string.Join(' ', _run.Verified!.Maps!.Select(map => map.Name)));
    }

    [Fact]
    public async Task Annotate_MissingSource_UnreadableAndNoFolderMade()
    {
        Assert.Equal(ExitCode.InputUnreadable, await _run.RunAsync("annotate", _files["missing.mp4"], "-o", _files["new/out.mp4"]));
        Assert.False(Directory.Exists(_files["new"]));
    }

    [Fact]
    public async Task Annotate_OutputExists_RefusedUnlessOverwritten()
    {
        await File.WriteAllTextAsync(_files["a.annotated.mp4"], "kept");

        Assert.Equal(ExitCode.OutputUnwritable, await _run.RunAsync("annotate", _files["a.mp4"]));
        Assert.Empty(_run.Annotated);
        Assert.Contains("-y", Assert.Single(_run.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Success, await _run.RunAsync("annotate", _files["a.mp4"], "-y"));
    }

    [Fact]
    public async Task Annotate_FolderIsAFile_Unwritable()
    {
        Assert.Equal(ExitCode.OutputUnwritable, await _run.RunAsync("annotate", _files["a.mp4"], "-o", _files["b.mp4/out.mp4"]));
        Assert.Single(_run.ErrorLines);
        Assert.Empty(_run.Annotated);
    }

    [Theory]
    [InlineData(ExitCode.Cancelled)]
    [InlineData(ExitCode.Terminated)]
    public async Task Annotate_FirstSignal_StopsReadingAndLeavesOutTheRest(ExitCode signal)
    {
        _run.OnAnnotate = _ => _run.Interruption.Signal(signal);

        Assert.Equal(signal, await _run.RunAsync("annotate", _files["a.mp4"], _files["b.mp4"]));
        Assert.Single(_run.Annotated);
        Assert.True(_run.Interruption.StopReading.IsCancellationRequested);
        Assert.False(_run.Interruption.Abort.IsCancellationRequested);
        Assert.Empty(_run.ForcedExits);
    }

    [Fact]
    public async Task Annotate_SecondSignal_AbortsAndKeepsTheFirstCode()
    {
        _run.OnAnnotate = _ =>
        {
            _run.Interruption.Signal(ExitCode.Cancelled);
            _run.Interruption.Signal(ExitCode.Terminated);
            _run.Interruption.Abort.ThrowIfCancellationRequested();
        };

        Assert.Equal(ExitCode.Cancelled, await _run.RunAsync("annotate", _files["a.mp4"]));
        Assert.All(_run.ErrorLines, line => Assert.Contains("stopping", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Signal_Third_ExitsByForce()
    {
        for (var count = 0; count < 3; count++) _run.Interruption.Signal(ExitCode.Cancelled);
        Assert.Equal([130], _run.ForcedExits);
    }

    private static Exception Failure(string kind) => kind switch
    {
        "steerlens" => new SteerlensException(ExitCode.BackEndUnavailable, "the reason"),
        "network" => new NetworkFormatException("the reason,\nover two lines"),
        "map" => new MapOptionException("the reason"),
        "wrapped" => new InvalidOperationException("decode failed", new SteerlensException(ExitCode.InputUnreadable, "the reason")),
        _ => new InvalidOperationException("the reason"),
    };
}
