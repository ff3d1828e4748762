using System.Runtime.InteropServices;

namespace Steerlens.Kernels.Cuda;

/// <summary>One axis of a resize by area; see <c>AreaAxis</c> in <c>Pictures.cu</c>, which says what each field here is. Addresses are the device's.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AreaAxisArguments
{
    public ulong Starts;
    public ulong Counts;
    public ulong WeightStarts;
    public ulong Weights;
}

/// <summary>A plane and how it is resized.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AreaPlaneArguments
{
    public ulong Samples;
    public AreaAxisArguments Rows;
    public AreaAxisArguments Columns;
    public int Stride;
    public int Padding;
}

/// <summary>For <c>resize_input</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ResizeInputArguments
{
    public AreaPlaneArguments Y;
    public AreaPlaneArguments U;
    public AreaPlaneArguments V;
    public ulong Matrix;
    public ulong Constant;
    public ulong Input;
    public int Columns;
    public int Pixels;
    public int Channels;
    public int Pitch;
}

/// <summary>For <c>cell_means</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CellMeansArguments
{
    public ulong Samples;
    public ulong Cells;
    public int Stride;
    public int Width;
    public int Height;
    public int Cell;
    public int Columns;
    public int Rows;
}

/// <summary>For <c>gaussian_across</c> and <c>gaussian_along</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GaussianArguments
{
    public ulong Cells;
    public ulong Weights;
    public ulong Result;
    public ulong Fixed;
    public float Factor;
    public float Summand;
    public int Taps;
    public int Spacing;
    public int Columns;
    public int Rows;
}

/// <summary>A map that is read at every pixel of a picture.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MapPlaceArguments
{
    public ulong Map;
    public ulong Rows;
    public ulong RowFractions;
    public ulong Columns;
    public ulong ColumnFractions;
    public int MapRows;
    public int MapColumns;
}

/// <summary>For <c>focus_weights</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FocusWeightsArguments
{
    public MapPlaceArguments Place;
    public ulong Weights;
    public float BlurredTo;
    public float Steepness;
    public int Columns;
    public int Rows;
    public int LastColumn;
    public int LastRow;
}

/// <summary>A picture of cells that is read as the plane it stands for.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GrownCellsArguments
{
    public ulong Cells;
    public int Columns;
    public int Rows;
}

/// <summary>For <c>mix_focus</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MixFocusArguments
{
    public ulong Source;
    public ulong Target;
    public GrownCellsArguments Blurred;
    public GrownCellsArguments Weights;
    public int SourceStride;
    public int TargetStride;
    public int Width;
    public int Height;
    public int Cell;
}

/// <summary>For <c>paint_heat_luma</c> and <c>paint_heat_chroma</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PaintHeatArguments
{
    public MapPlaceArguments Place;
    public ulong Table;
    public ulong Y;
    public ulong U;
    public ulong V;
    public float StepsPerUnit;
    public int Quiet;
    public int YStride;
    public int ChromaStride;
    public int Left;
    public int Top;
    public int Width;
    public int Height;
}
