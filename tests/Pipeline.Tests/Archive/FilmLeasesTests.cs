using Steerlens.Pipeline.Archive;
using Steerlens.Pipeline.Tests.Video;

namespace Steerlens.Pipeline.Tests.Archive;

/// <summary>Who may work on a film, on clocks that nobody has to trust.</summary>
public sealed class FilmLeasesTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TryTake_TwoProcesses_OneGetsIt()
    {
        await using var first = Leases();
        await using var second = Leases();

        var room = first.TryTake("film");

        Assert.NotNull(room);
        Assert.True(Directory.Exists(room));
        Assert.Null(second.TryTake("film"));
        Assert.NotNull(second.TryTake("other"));
        Assert.True(first.Holds("film"));
        Assert.False(second.Holds("film"));
    }

    [Fact]
    public async Task TryTake_ManyAtOnce_ExactlyOneGetsIt()
    {
        var all = Enumerable.Range(0, 8).Select(_ => Leases()).ToList();

        var rooms = await Task.WhenAll(all.Select(leases => Task.Run(() => leases.TryTake("film"))));

        Assert.Single(rooms, room => room is not null);
        foreach (var leases in all) await leases.DisposeAsync();
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Release_WithWorkLeft_TakesItAwayAndFreesTheFilm()
    {
        await using var first = Leases();
        await using var second = Leases();
        await File.WriteAllTextAsync(Path.Combine(first.TryTake("film")!, "half.mp4"), "half");

        first.Release("film");

        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
        Assert.NotNull(second.TryTake("film"));
    }

    [Fact]
    public async Task TryTake_OwnerOfThisMachineHasEnded_TakenAtOnceWithItsWork()
    {
        var ended = LeaseOwner.Self with { Process = int.MaxValue, Started = "1" };
        var dead = Leases(ended);
        await File.WriteAllTextAsync(Path.Combine(dead.TryTake("film")!, "half.mp4"), "half");
        await using var living = Leases();

        var room = living.TryTake("film");

        Assert.NotNull(room);
        Assert.Empty(Directory.EnumerateFiles(_folder.Path, "half.mp4", SearchOption.AllDirectories));
        await dead.DisposeAsync();
        Assert.True(living.Holds("film"), "the dead one's giving back is not the living one's");
    }

    [Fact]
    public async Task TryTake_NumberIsAnotherProcessNow_CountsAsEnded()
    {
        var reused = LeaseOwner.Self with { Started = "before" };
        await using var dead = Leases(reused);
        Assert.NotNull(dead.TryTake("film"));
        await using var living = Leases();

        Assert.NotNull(living.TryTake("film"));
    }

    [Fact]
    public async Task TryTake_OwnerElsewhere_TakenOnlyAfterItWasWatchedForLong()
    {
        var clock = new StillClock();
        await using var elsewhere = Leases(LeaseOwner.Self with { Machine = "elsewhere" });
        Assert.NotNull(elsewhere.TryTake("film"));
        await using var living = Leases(clock: clock);

        Assert.Null(living.TryTake("film"));
        clock.Seconds = 59;
        Assert.Null(living.TryTake("film"));
        clock.Seconds = 61;
        Assert.NotNull(living.TryTake("film"));
        Assert.False(elsewhere.Holds("film"));
    }

    [Fact]
    public async Task TryTake_OwnerElsewhereStillBeats_IsLeftAlone()
    {
        var clock = new StillClock();
        await using var elsewhere = Leases(LeaseOwner.Self with { Machine = "elsewhere" });
        Assert.NotNull(elsewhere.TryTake("film"));
        await using var living = Leases(clock: clock);
        var owner = Directory.GetFiles(_folder.Path, "owner", SearchOption.AllDirectories).Single();

        for (var beat = 1; beat < 10; beat++)
        {
            Assert.Null(living.TryTake("film"));
            clock.Seconds += 40;
            await File.AppendAllTextAsync(owner, $"{beat}\n");
        }

        Assert.Null(living.TryTake("film"));
    }

    [Fact]
    public async Task TryTake_FilesDatedInTheFuture_ChangesNothing()
    {
        await using var first = Leases();
        Assert.NotNull(first.TryTake("film"));
        foreach (var file in Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories)) File.SetLastWriteTimeUtc(file, new DateTime(2090, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        foreach (var file in Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories)) File.SetLastWriteTimeUtc(file, new DateTime(1975, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await using var second = Leases();

        Assert.Null(second.TryTake("film"));
    }

    [Fact]
    public async Task New_WhatDeadOnesLeftBetweenTwoSteps_IsTakenAway()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "1.gone", "room"));
        Directory.CreateDirectory(Path.Combine(_folder.Path, "2.taking"));
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "2.taking", "owner"), $"id\n{LeaseOwner.Self.Machine}\n{int.MaxValue}\n1\n0\n");
        Directory.CreateDirectory(Path.Combine(_folder.Path, "3.taking"));
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "3.taking", "owner"), $"id\nelsewhere\n1\n1\n0\n");

        await using var leases = Leases();

        Assert.Equal(["3.taking"], Directory.EnumerateDirectories(_folder.Path).Select(path => Path.GetFileName(path)), StringComparer.Ordinal);
    }

    [Fact]
    public async Task TryTake_FolderGone_SaysSo()
    {
        await using var leases = Leases();
        Directory.Delete(_folder.Path);
        await File.WriteAllTextAsync(_folder.Path, "a file in its place");

        var exception = Assert.Throws<SteerlensException>(() => leases.TryTake("film"));

        Assert.Equal(ExitCode.OutputUnwritable, exception.ExitCode);
        File.Delete(_folder.Path);
        Directory.CreateDirectory(_folder.Path);
    }

    private FilmLeases Leases(LeaseOwner? owner = null, TimeProvider? clock = null) =>
        new(_folder.Path, clock ?? TimeProvider.System, TimeSpan.FromHours(1), Patience, owner);

    /// <summary>A clock that is moved by hand; its timers never ring.</summary>
    private sealed class StillClock : TimeProvider
    {
        public double Seconds { get; set; }

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => (long)(Seconds * 1000);
    }
}
