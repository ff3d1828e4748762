using System.Runtime.InteropServices;

namespace Steerlens.Pipeline.Live.Session;

/// <summary>
/// Gives memory that was freed back to the system. glibc keeps what a thread has freed for that thread's next request; engines that are made and
/// freed on ever other threads, as settings change, would so come to occupy several times what they use.
/// </summary>
internal static partial class FreedMemory
{
    /// <summary>Gives back what can be given back; where the C library has no way to, nothing happens.</summary>
    public static void GiveBack()
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            _ = Trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library than glibc, with another way of its own.
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint pad);
}
