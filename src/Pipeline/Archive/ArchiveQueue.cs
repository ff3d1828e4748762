using System.Collections.Concurrent;

namespace Steerlens.Pipeline.Archive;

/// <summary>Hands a run's films to its workers; films that somebody else is at work on come back later.</summary>
/// <param name="films">The films, in order.</param>
/// <param name="job">Makes one.</param>
/// <param name="lookAgain">How long to wait before looking again at a film that somebody else is at work on.</param>
internal sealed class ArchiveQueue(IEnumerable<ArchiveFilm> films, FilmJob job, TimeSpan lookAgain)
{
    private readonly ConcurrentQueue<ArchiveFilm> _films = new(films);
    private readonly ConcurrentQueue<ArchiveFilm> _busy = new();
    private SteerlensException? _fatal;

    /// <summary>Works until every film is settled.</summary>
    /// <param name="workers">Films at a time.</param>
    /// <param name="halt">Stops all workers; cancelled, too, where one finds that nothing more can be written.</param>
    /// <returns>Why nothing more can be done; null where everything was.</returns>
    public async Task<SteerlensException?> RunAsync(int workers, CancellationTokenSource halt)
    {
        await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(() => WorkAsync(halt), CancellationToken.None)));
        return _fatal;
    }

    private async Task WorkAsync(CancellationTokenSource halt)
    {
        try
        {
            while (true)
            {
                halt.Token.ThrowIfCancellationRequested();
                if (!_films.TryDequeue(out var film))
                {
                    if (!_busy.TryDequeue(out film)) return;
                    await Task.Delay(lookAgain, halt.Token);
                }

                if (!await job.TryRunAsync(film, halt.Token)) _busy.Enqueue(film);
            }
        }
        catch (OperationCanceledException) when (halt.IsCancellationRequested)
        {
            // Stopped; what is done is done.
        }
        catch (SteerlensException exception)
        {
            Interlocked.CompareExchange(ref _fatal, exception, null);
            await halt.CancelAsync();
        }
        catch
        {
            await halt.CancelAsync();
            throw;
        }
    }
}
