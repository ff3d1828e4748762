using System.Globalization;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Archive;

/// <summary>
/// Who is at work on which film, among any number of processes and machines that see the same folder. A lease is a folder that appears under its
/// name by one renaming, with its owner's description inside, and the work goes on in it: whoever takes a dead owner's lease away takes its
/// half-done work away, too. A living owner writes a new beat every few seconds. A lease is dead where its owner is known to be, or where its
/// beat has not changed while somebody watched for a minute; no clock is compared with another's. A lease that is lost to a mistake costs time and nothing else.
/// </summary>
internal sealed class FilmLeases : IAsyncDisposable
{
    private const string Ending = ".lease";
    private const string TakingEnding = ".taking";
    private const string GoneEnding = ".gone";
    private const string OwnerFile = "owner";

    private readonly string _folder;
    private readonly TimeProvider _time;
    private readonly TimeSpan _beat;
    private readonly TimeSpan _patience;
    private readonly string _self;
    private readonly HashSet<string> _held = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Content, long Since)> _watched = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _beating;

    /// <summary>Makes the book of this process.</summary>
    /// <param name="folder">Where leases lie; it exists.</param>
    /// <param name="time">The clock.</param>
    /// <param name="beat">How often a living owner shows that it lives.</param>
    /// <param name="patience">How long a lease without a new beat is watched until it is dead.</param>
    /// <param name="owner">Whose leases these are; this process's where null.</param>
    public FilmLeases(string folder, TimeProvider time, TimeSpan beat, TimeSpan patience, LeaseOwner? owner = null)
    {
        owner ??= LeaseOwner.Self;
        (_folder, _time, _beat, _patience) = (folder, time, beat, patience);
        _self = string.Create(CultureInfo.InvariantCulture, $"{Guid.NewGuid():N}\n{owner.Machine}\n{owner.Process}\n{owner.Started}");
        Sweep();
        _beating = BeatAsync();
    }

    /// <summary>Takes a film's lease.</summary>
    /// <param name="id">The film's.</param>
    /// <returns>A new, empty folder for the work; null where somebody else is at work on the film.</returns>
    /// <exception cref="SteerlensException">The folder can't be written.</exception>
    public string? TryTake(string id)
    {
        var lease = PathOf(id);
        for (var trial = 0; trial < 2; trial++)
        {
            if (TryCreate(id, lease) is { } room) return room;
            if (ReadOwner(lease) is not { } content || !IsDead(id, content) || !TryTakeAway(lease, content)) return null;
        }

        return null;
    }

    /// <summary>Whether this process still has the lease.</summary>
    public bool Holds(string id) => ReadOwner(PathOf(id))?.StartsWith(_self, StringComparison.Ordinal) == true;

    /// <summary>Gives a lease back, and with it everything that lies in its room.</summary>
    public void Release(string id)
    {
        lock (_gate) _held.Remove(id);
        if (Holds(id)) Discard(PathOf(id));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _beating.WaitAsync(Timeout.InfiniteTimeSpan);
        string[] left;
        lock (_gate) left = [.. _held];
        foreach (var id in left) Release(id);
        _stop.Dispose();
    }

    /// <summary>Takes away what was left by processes that ended between two steps.</summary>
    private void Sweep()
    {
        foreach (var left in Directory.EnumerateDirectories(_folder))
        {
            var isGarbage = left.EndsWith(GoneEnding, StringComparison.Ordinal) || (left.EndsWith(TakingEnding, StringComparison.Ordinal) && ReadOwner(left) is { } content && IsOwnerDead(content));
            if (isGarbage) WholeFile.TryDelete(left);
        }
    }

    private string PathOf(string id) => Path.Combine(_folder, id + Ending);

    private string? TryCreate(string id, string lease)
    {
        var trial = Path.Combine(_folder, Guid.NewGuid().ToString("N") + TakingEnding);
        var room = Guid.NewGuid().ToString("N")[..8];
        try
        {
            Directory.CreateDirectory(Path.Combine(trial, room));
            File.WriteAllText(Path.Combine(trial, OwnerFile), Content(0));
            try
            {
                // A folder that holds something is never replaced by a renaming.
                Directory.Move(trial, lease);
            }
            catch (IOException) when (Directory.Exists(lease))
            {
                Directory.Delete(trial, recursive: true);
                return null;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            WholeFile.TryDelete(trial);
            throw new SteerlensException(ExitCode.OutputUnwritable, $"'{_folder}' can't be written: {WholeFile.Reason(exception)}", exception);
        }

        lock (_gate)
        {
            _held.Add(id);
            _watched.Remove(id);
        }

        return Path.Combine(lease, room);
    }

    private bool IsDead(string id, string content)
    {
        if (IsOwnerDead(content)) return true;
        lock (_gate)
        {
            if (!_watched.TryGetValue(id, out var seen) || !string.Equals(seen.Content, content, StringComparison.Ordinal))
            {
                _watched[id] = (content, _time.GetTimestamp());
                return false;
            }

            return _time.GetElapsedTime(seen.Since) >= _patience;
        }
    }

    private static bool IsOwnerDead(string content) =>
        content.Split('\n') is [_, var machine, var process, var started, ..]
        && int.TryParse(process, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && new LeaseOwner(machine, number, started).IsDead;

    /// <summary>Takes a dead lease away; not where it has changed hands meanwhile.</summary>
    private bool TryTakeAway(string lease, string content)
    {
        var grave = Path.Combine(_folder, Guid.NewGuid().ToString("N") + GoneEnding);
        try
        {
            Directory.Move(lease, grave);
            if (!string.Equals(ReadOwner(grave), content, StringComparison.Ordinal) && !Directory.Exists(lease))
            {
                Directory.Move(grave, lease);
                return false;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        WholeFile.TryDelete(grave);
        return true;
    }

    private void Discard(string lease)
    {
        var grave = Path.Combine(_folder, Guid.NewGuid().ToString("N") + GoneEnding);
        try
        {
            Directory.Move(lease, grave);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return;
        }

        WholeFile.TryDelete(grave);
    }

    private string Content(long beat) => string.Create(CultureInfo.InvariantCulture, $"{_self}\n{beat}\n");

    /// <summary>What stands in a lease: empty where it is just being taken away; null where there is none.</summary>
    private static string? ReadOwner(string lease)
    {
        try
        {
            return Directory.Exists(lease) ? File.ReadAllText(Path.Combine(lease, OwnerFile)) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private async Task BeatAsync()
    {
        try
        {
            for (var beat = 1L; ; beat++)
            {
                await Task.Delay(_beat, _time, _stop.Token);
                string[] held;
                lock (_gate) held = [.. _held];
                foreach (var id in held.Where(Holds))
                {
                    try
                    {
                        AtomicFile.Write(Path.Combine(PathOf(id), OwnerFile), System.Text.Encoding.UTF8.GetBytes(Content(beat)));
                    }
                    catch (SteerlensException)
                    {
                        // The disk is full or the folder gone: the work will find out for itself.
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The work is done.
        }
    }
}
