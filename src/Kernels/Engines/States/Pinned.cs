using System.Runtime.CompilerServices;

namespace Steerlens.Kernels.Engines.States;

/// <summary>Tables of numbers that never move, so that kernels read them by address.</summary>
internal static unsafe class Pinned
{
    /// <summary>A table with the values of another; at least one value long.</summary>
    public static int[] Copy(int[] values)
    {
        var pinned = GC.AllocateArray<int>(Math.Max(1, values.Length), pinned: true);
        values.CopyTo(pinned, 0);
        return pinned;
    }

    /// <summary>The address of a table from <see cref="Copy"/>; good while somebody holds the table.</summary>
    public static int* Pointer(int[] pinned) => (int*)Unsafe.AsPointer(ref pinned[0]);
}
