using System.Runtime.InteropServices;

namespace Steerlens.Kernels.Cuda;

/// <summary>For <c>window_scores</c> in <c>Maps.cu</c>, which says what each field is. Addresses are the device's.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct WindowScoresArguments
{
    public ulong Outputs;
    public ulong Base;
    public ulong Weights;
    public ulong Scores;
    public int Windows;
    public int Length;
    public int Channels;
    public int Pitch;
    public int Kind;
}

/// <summary>For <c>spread_scores</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SpreadScoresArguments
{
    public ulong Scores;
    public ulong Starts;
    public ulong Corners;
    public ulong Areas;
    public ulong Differences;
    public int Places;
}

/// <summary>For <c>sum_rows</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SumRowsArguments
{
    public ulong Differences;
    public int Rows;
    public int Columns;
}

/// <summary>For <c>sum_columns</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SumColumnsArguments
{
    public ulong Rows;
    public ulong Coverage;
    public ulong Map;
    public double Share;
    public int Sizes;
    public int MapRows;
    public int MapColumns;
}
