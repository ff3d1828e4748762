namespace Steerlens.Bench.Comparing;

/// <summary>Something that computes what our engine computes, in its own way.</summary>
internal interface IPeer : IDisposable
{
    /// <summary>Loads a network with a frame; gives the peer's name and version.</summary>
    Task<string> LoadAsync(CompareCase compared);

    /// <summary>Tries batch sizes and keeps the fastest one; gives it.</summary>
    Task<int> TuneAsync();

    /// <summary>Runs once and compares what comes out with ours.</summary>
    Task<PeerRun> RunAsync();
}
