using System.Runtime.InteropServices;

namespace Steerlens.Kernels.Engines;

// Types that stand for a number: the compiler knows sizeof of a type argument while it reads a method, so that a branch on it leaves no
// trace in the machine code. One body serves all tile shapes.

/// <summary>1 as a type.</summary>
[StructLayout(LayoutKind.Sequential, Size = 1)]
internal readonly struct One;

/// <summary>2 as a type.</summary>
[StructLayout(LayoutKind.Sequential, Size = 2)]
internal readonly struct Two;

/// <summary>3 as a type.</summary>
[StructLayout(LayoutKind.Sequential, Size = 3)]
internal readonly struct Three;

/// <summary>4 as a type.</summary>
[StructLayout(LayoutKind.Sequential, Size = 4)]
internal readonly struct Four;

/// <summary>5 as a type.</summary>
[StructLayout(LayoutKind.Sequential, Size = 5)]
internal readonly struct Five;

/// <summary>6 as a type.</summary>
[StructLayout(LayoutKind.Sequential, Size = 6)]
internal readonly struct Six;

/// <summary>7 as a type.</summary>
[StructLayout(LayoutKind.Sequential, Size = 7)]
internal readonly struct Seven;

/// <summary>8 as a type.</summary>
[StructLayout(LayoutKind.Sequential, Size = 8)]
internal readonly struct Eight;
