namespace Steerlens.Kernels.Engines;

/// <summary>The mean over an activation's channels, shared out over threads. It serves one caller at a time.</summary>
internal sealed unsafe class MeanShare
{
    /// <summary>Values under which handing work to other threads costs more than it saves.</summary>
    private const int LeastValues = 20_000;

    private readonly WorkShare _share;
    private readonly Action<int, int, int> _runRows;
    private ActivationBuffer? _values;
    private float* _means;

    public MeanShare(WorkShare share)
    {
        _share = share;
        _runRows = RunRows;
    }

    /// <summary>Computes the means of all positions.</summary>
    /// <param name="values">One image.</param>
    /// <param name="means">Height x width.</param>
    public void Run(ActivationBuffer values, float* means)
    {
        _values = values;
        _means = means;
        if (values.Shape.Length < LeastValues) RunRows(0, 0, values.Shape.Height);
        else _share.Run(values.Shape.Height, 1, _runRows);
    }

    private void RunRows(int worker, int first, int count)
    {
        var shape = _values!.Shape;
        for (var row = first; row < first + count; row++)
            ChannelMean.Of(_values.Row(0, row, Extent.Whole(shape)), shape.Channels, new Span<float>(_means + (row * shape.Width), shape.Width));
    }
}
