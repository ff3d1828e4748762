using Steerlens.Kernels.Engines;

namespace Steerlens.Kernels.Cuda;

/// <summary>Launches the kernels: how many blocks of how many threads each takes. What they compute is said in <c>Sources/*.cu</c>.</summary>
internal sealed unsafe class CudaKernels
{
    private const int MaskThreads = 128;
    private const int ValueThreads = 256;
    private const int SumThreads = 64;
    private const int LinearChannels = 32;
    private const int LinearThreads = 256;

    private readonly nint _linearLayer;
    private readonly nint _elementsForward;
    private readonly nint _elementBackward;
    private readonly nint _maximumLayer;
    private readonly nint _maximumBackward;
    private readonly nint _stateMaximum;
    private readonly nint _maskInput;
    private readonly nint _stateElements;
    private readonly nint _lookUp;
    private readonly nint _windowScores;
    private readonly nint _spreadScores;
    private readonly nint _sumRows;
    private readonly nint _sumColumns;
    private readonly Dictionary<StateTileShape, nint> _stateLayers;

    /// <summary>Finds the kernels.</summary>
    public CudaKernels(ICudaDevice device, DevicePrecision precision)
    {
        _linearLayer = device.KernelOf("linear_layer");
        _elementsForward = device.KernelOf("elements_forward");
        _elementBackward = device.KernelOf("element_backward");
        _maximumLayer = device.KernelOf("maximum_layer");
        _maximumBackward = device.KernelOf("maximum_backward");
        _stateMaximum = device.KernelOf("state_maximum");
        _maskInput = device.KernelOf("mask_input");
        _stateElements = device.KernelOf("state_elements");
        _lookUp = device.KernelOf("look_up");
        _windowScores = device.KernelOf("window_scores");
        _spreadScores = device.KernelOf("spread_scores");
        _sumRows = device.KernelOf("sum_rows");
        _sumColumns = device.KernelOf("sum_columns");
        _stateLayers = StateTileShape.All(precision).ToDictionary(shape => shape, shape => device.KernelOf(shape.Kernel));
    }

    public void LinearLayer(ICudaStream stream, int positions, LinearLayerArguments arguments) =>
        stream.Launch(_linearLayer, (positions, Blocks(arguments.TargetChannels, LinearChannels)), LinearThreads, &arguments, sizeof(LinearLayerArguments));

    public void ElementsForward(ICudaStream stream, ElementsForwardArguments arguments) =>
        stream.Launch(_elementsForward, (Blocks((long)arguments.Positions * arguments.Channels, ValueThreads), 1), ValueThreads, &arguments, sizeof(ElementsForwardArguments));

    public void ElementBackward(ICudaStream stream, ElementBackwardArguments arguments) =>
        stream.Launch(_elementBackward, (Blocks((long)arguments.Positions * arguments.Channels, ValueThreads), 1), ValueThreads, &arguments, sizeof(ElementBackwardArguments));

    public void MaximumLayer(ICudaStream stream, MaximumLayerArguments arguments) =>
        stream.Launch(_maximumLayer, (Blocks((long)arguments.Positions * arguments.Channels, ValueThreads), 1), ValueThreads, &arguments, sizeof(MaximumLayerArguments));

    public void MaximumBackward(ICudaStream stream, MaximumBackwardArguments arguments) =>
        stream.Launch(_maximumBackward, (Blocks((long)arguments.Positions * arguments.Channels, ValueThreads), 1), ValueThreads, &arguments, sizeof(MaximumBackwardArguments));

    public void StateMaximum(ICudaStream stream, StateTables tables, StateMaximumArguments arguments) =>
        stream.Launch(
            _stateMaximum, (tables.RowTargets.Count, Blocks((long)tables.WidestColumns * arguments.Pitch, ValueThreads)), ValueThreads, &arguments, sizeof(StateMaximumArguments));

    public void MaskInput(ICudaStream stream, StateTables tables, MaskInputArguments arguments) =>
        stream.Launch(_maskInput, (tables.RowTargets.Count, Blocks(tables.WidestColumns, MaskThreads)), MaskThreads, &arguments, sizeof(MaskInputArguments));

    public void StateLayer(ICudaStream stream, CudaBlock block, int tiles, StateLayerArguments arguments) =>
        stream.Launch(_stateLayers[block.Tile], (tiles, block.Tile.BlocksOf(block.Shape.Channels)), block.Tile.Threads, &arguments, sizeof(StateLayerArguments));

    public void StateElements(ICudaStream stream, StateTables tables, StateElementsArguments arguments) =>
        stream.Launch(
            _stateElements, (tables.RowTargets.Count, Blocks((long)tables.WidestColumns * arguments.Channels, ValueThreads)), ValueThreads, &arguments, sizeof(StateElementsArguments));

    public void LookUp(ICudaStream stream, LookUpArguments arguments)
    {
        if (arguments.Count == 0) return;
        var values = (long)arguments.Count * arguments.Rows * arguments.Columns * arguments.Channels;
        stream.Launch(_lookUp, (Blocks(values, ValueThreads), 1), ValueThreads, &arguments, sizeof(LookUpArguments));
    }

    public void WindowScores(ICudaStream stream, WindowScoresArguments arguments) =>
        stream.Launch(_windowScores, (Blocks(arguments.Windows, ValueThreads), 1), ValueThreads, &arguments, sizeof(WindowScoresArguments));

    public void SpreadScores(ICudaStream stream, SpreadScoresArguments arguments) =>
        stream.Launch(_spreadScores, (Blocks(arguments.Places, ValueThreads), 1), ValueThreads, &arguments, sizeof(SpreadScoresArguments));

    public void SumRows(ICudaStream stream, SumRowsArguments arguments) =>
        stream.Launch(_sumRows, (Blocks(arguments.Rows, SumThreads), 1), SumThreads, &arguments, sizeof(SumRowsArguments));

    public void SumColumns(ICudaStream stream, SumColumnsArguments arguments) =>
        stream.Launch(_sumColumns, (Blocks(arguments.MapColumns, SumThreads), 1), SumThreads, &arguments, sizeof(SumColumnsArguments));

    private static int Blocks(long values, int each) => checked((int)((values + each - 1) / each));
}
