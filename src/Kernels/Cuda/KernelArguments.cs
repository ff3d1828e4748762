using System.Runtime.InteropServices;

namespace Steerlens.Kernels.Cuda;

/// <summary>An element-wise layer as the kernels read it; see <c>Functions.h</c>. Addresses are the device's.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ElementArguments
{
    public int Kind;
    public float Alpha;
    public float Beta;
    public int Padding;
    public ulong Scale;
    public ulong Offset;
    public ulong Result;
}

/// <summary>For <c>linear_layer</c> in <c>Layers.cu</c>, which says what each field is.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LinearLayerArguments
{
    public ulong Source;
    public ulong Weights;
    public ulong Bias;
    public ulong Target;
    public ulong RowTaps;
    public ulong ColumnTaps;
    public ulong Elements;
    public int ElementCount;
    public int Columns;
    public int KernelRows;
    public int KernelColumns;
    public int SourceChannels;
    public int SourcePitch;
    public int TargetChannels;
    public int TargetPitch;
}

/// <summary>For <c>maximum_layer</c> in <c>Maxima.cu</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MaximumLayerArguments
{
    public ulong Source;
    public ulong Target;
    public ulong RowTaps;
    public ulong ColumnTaps;
    public ulong Elements;
    public int ElementCount;
    public int Positions;
    public int Columns;
    public int KernelRows;
    public int KernelColumns;
    public int Channels;
    public int Pitch;
}

/// <summary>For <c>maximum_backward</c> in <c>Maxima.cu</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MaximumBackwardArguments
{
    public ulong Values;
    public ulong Gradient;
    public ulong Result;
    public ulong RowTaps;
    public ulong ColumnTaps;
    public ulong ForwardRowTaps;
    public ulong ForwardColumnTaps;
    public int Positions;
    public int Columns;
    public int ResultColumns;
    public int KernelRows;
    public int KernelColumns;
    public int Channels;
    public int Pitch;
}

/// <summary>For <c>state_maximum</c> in <c>Maxima.cu</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct StateMaximumArguments
{
    public ulong Source;
    public ulong Before;
    public ulong After;
    public ulong Deltas;
    public ulong Rows;
    public ulong ColumnPositions;
    public ulong RowTaps;
    public ulong ColumnTaps;
    public int RowClasses;
    public int ColumnClasses;
    public int Columns;
    public int KernelRows;
    public int KernelColumns;
    public int StrideRows;
    public int StrideColumns;
    public int Top;
    public int Left;
    public int SourceRows;
    public int SourceColumns;
    public int Channels;
    public int Pitch;
}

/// <summary>For <c>elements_forward</c> in <c>Layers.cu</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ElementsForwardArguments
{
    public ulong Source;
    public ulong Elements;
    public int ElementCount;
    public int Positions;
    public int Channels;
    public int Pitch;
}

/// <summary>For <c>element_backward</c> in <c>Layers.cu</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ElementBackwardArguments
{
    public ulong Values;
    public ulong Gradient;
    public ulong Result;
    public ulong Element;
    public int Positions;
    public int Channels;
    public int Pitch;
    public int Guided;
}

/// <summary>For <c>mask_input</c> in <c>States.cu</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MaskInputArguments
{
    public ulong Before;
    public ulong After;
    public ulong Fill;
    public ulong Deltas;
    public ulong Rows;
    public ulong RowWeights;
    public ulong ColumnPositions;
    public ulong ColumnWeights;
    public ulong Elements;
    public int ElementCount;
    public int Channels;
    public int Pitch;
}

/// <summary>Work for one block of threads; see <c>StateTile</c> in <c>States.cu</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct StateTileArguments
{
    public int FirstRowClass;
    public int FirstColumnClass;
    public int ColumnClasses;
    public int FirstState;
    public int States;
    public int FirstKernelRow;
    public int EndKernelRow;
    public int FirstKernelColumn;
    public int EndKernelColumn;
}

/// <summary>For <c>state_layer_N</c> in <c>States.cu</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct StateLayerArguments
{
    public ulong Source;
    public ulong Weights;
    public ulong Before;
    public ulong Target;
    public ulong Tiles;
    public ulong RowTaps;
    public ulong ColumnTaps;
    public ulong RowTargets;
    public ulong ColumnTargets;
    public ulong RowPositions;
    public ulong ColumnPositions;
    public int IsRelu;
    public int RowClasses;
    public int ColumnClasses;
    public int KernelRows;
    public int KernelColumns;
    public int SourcePitch;
    public int TargetPitch;
}

/// <summary>For <c>state_elements</c> in <c>States.cu</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct StateElementsArguments
{
    public ulong Before;
    public ulong After;
    public ulong Deltas;
    public ulong Rows;
    public ulong ColumnPositions;
    public ulong Elements;
    public int ElementCount;
    public int Channels;
    public int Pitch;
}

/// <summary>For <c>look_up</c> in <c>States.cu</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LookUpArguments
{
    public ulong Deltas;
    public ulong After;
    public ulong Outputs;
    public ulong Windows;
    public ulong RowStates;
    public ulong ColumnStates;
    public int Count;
    public int Rows;
    public int Columns;
    public int Channels;
    public int Pitch;
}
