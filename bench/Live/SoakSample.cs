using System.Diagnostics;
using System.Globalization;

namespace Steerlens.Bench.Live;

/// <summary>What the process holds at one moment, after a full collection.</summary>
/// <param name="Frames">Frames shown until then.</param>
/// <param name="Seconds">Since the beginning.</param>
/// <param name="Managed">Bytes of managed objects that are alive.</param>
/// <param name="Native">Bytes that native code and buffers outside the managed heap have asked for and not given back; 0 where the system doesn't say.</param>
/// <param name="Resident">Bytes of memory that the process occupies.</param>
/// <param name="Handles">Open files, pipes and sockets.</param>
/// <param name="Threads">Threads.</param>
/// <param name="Clients">Pages that were connected.</param>
internal sealed record SoakSample(long Frames, double Seconds, long Managed, long Native, long Resident, int Handles, int Threads, int Clients)
{
    /// <summary>Takes a sample.</summary>
    public static SoakSample Take(long frames, double seconds, int clients)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        var handles = OperatingSystem.IsLinux() ? Directory.EnumerateFileSystemEntries("/proc/self/fd").Count() : process.HandleCount;
        return new SoakSample(frames, seconds, GC.GetTotalMemory(forceFullCollection: false), NativeHeap.InUse(), process.WorkingSet64, handles, process.Threads.Count, clients);
    }

    /// <summary>The heading above <see cref="ToString"/>.</summary>
    public const string Heading = "  frames     seconds  managed MB  native MB  resident MB  handles  threads  clients";

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Frames,8}  {Seconds,10:F0}  {Managed / 1e6,10:F1}  {Native / 1e6,9:F1}  {Resident / 1e6,11:F1}  {Handles,7}  {Threads,7}  {Clients,7}");
}
