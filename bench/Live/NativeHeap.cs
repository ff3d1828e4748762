using System.Runtime.InteropServices;

namespace Steerlens.Bench.Live;

/// <summary>What glibc's allocator knows of itself. Memory that was given back to it may stay resident, so only this tells a leak from a scattered heap.</summary>
internal static partial class NativeHeap
{
    /// <summary>Bytes that were asked for and not given back; 0 where the system's C library doesn't say.</summary>
    public static long InUse()
    {
        if (!OperatingSystem.IsLinux()) return 0;
        try
        {
            var info = Ask();
            return (long)(info.InUse + info.Mapped);
        }
        catch (EntryPointNotFoundException)
        {
            return 0;
        }
    }

    [LibraryImport("libc", EntryPoint = "mallinfo2")]
    private static partial Info Ask();

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Info
    {
        public readonly nuint Arena;
        public readonly nuint FreeChunks;
        public readonly nuint FastBlocks;
        public readonly nuint MappedBlocks;
        public readonly nuint Mapped;
        public readonly nuint MostUsed;
        public readonly nuint FastFree;
        public readonly nuint InUse;
        public readonly nuint Free;
        public readonly nuint Releasable;
    }
}
