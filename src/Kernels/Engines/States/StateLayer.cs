namespace Steerlens.Kernels.Engines.States;

/// <summary>
/// One block of a network for one grid of windows: the deltas of all its states, row classes x column classes x channels. The work
/// is cut into strips of columns (times blocks of channels); a strip goes through the rows from top to bottom: the products of an
/// input row (<see cref="StateProducts"/>) are kept while output rows read them, and added up.
/// </summary>
internal sealed unsafe class StateLayer
{
    private readonly StateBlock _block;
    private readonly AxisClasses _rowsBelow;
    private readonly StateProducts _products;
    private readonly InstructionSet _instructions;
    private readonly int[] _columnPositions;
    private readonly nint[][] _termOffsets;
    private readonly nint[][] _termSteps;

    public StateLayer(StateBlock block, StateBlock blockBelow, StateLayerAxes below, StateLayerAxes axes, InstructionSet instructions, bool skipZeros)
    {
        (_block, _instructions, _rowsBelow) = (block, instructions, below.Rows);
        (Axes, Rows, Columns) = (axes, axes.Rows, axes.Columns);
        _products = new StateProducts(block, blockBelow, below, Columns, instructions, skipZeros);
        _columnPositions = Pinned.Copy(Columns.Position);
        _termOffsets = new nint[block.Weights!.Blocks][];
        _termSteps = new nint[block.Weights.Blocks][];
        for (var channelBlock = 0; channelBlock < _termOffsets.Length; channelBlock++) PlaceTerms(channelBlock);
    }

    /// <summary>Both axes.</summary>
    public StateLayerAxes Axes { get; }

    /// <summary>The row classes.</summary>
    public AxisClasses Rows { get; }

    /// <summary>The column classes.</summary>
    public AxisClasses Columns { get; }

    /// <summary>What a thread needs room for, deltas and masks apart.</summary>
    public StateRoom Room => _products.Room;

    /// <summary>Values of all deltas; a vector more than are used.</summary>
    public long DeltaLength => ((long)Rows.Count * Columns.Count * _block.Stride) + 16;

    /// <summary>Words of all masks.</summary>
    public long MaskLength => (long)Rows.Count * Columns.Count * _block.Words;

    /// <summary>Bytes of the tables.</summary>
    public long TableBytes => sizeof(int) * ((long)Columns.Taps.Length + Columns.Position.Length + Rows.Taps.Length + Rows.OfInterval.Length + Columns.OfInterval.Length);

    /// <summary>Multiply-adds of a frame where nothing is skipped.</summary>
    public long MultiplyAdds
    {
        get
        {
            var linear = _block.Linear!;
            var products = 0L;
            for (var row = 0; row < _rowsBelow.Extent; row++)
            {
                if (_block.Weights!.VariantOf[row] is var variant and >= 0)
                    products += (_rowsBelow.Starts[row + 1] - _rowsBelow.Starts[row]) * (long)_block.Weights.Variants[variant].KernelRows.Length;
            }

            return products * Columns.TapCount * linear.Input.Channels * linear.Output.Channels;
        }
    }

    /// <summary>Computes the deltas; returns the multiply-adds that were done.</summary>
    /// <param name="scratch">The thread's room.</param>
    /// <param name="source">The deltas below.</param>
    /// <param name="sourceMasks">Their masks.</param>
    /// <param name="before">The base frame before the element-wise layers: positions x stride of the block.</param>
    /// <param name="after">The base frame after them; read only where there are others than one ReLU.</param>
    /// <param name="destination">The deltas of this block.</param>
    /// <param name="masks">Their masks.</param>
    public long Run(StateScratch scratch, float* source, ulong* sourceMasks, float* before, float* after, float* destination, ulong* masks)
    {
        var done = 0L;
        for (var channelBlock = 0; channelBlock < _block.Weights!.Blocks; channelBlock++)
        {
            for (var strip = 0; strip < _products.Strips; strip++)
            {
                var first = strip * _products.StripColumns;
                done += Run(new StripWork(scratch, strip, first, Math.Min(_products.StripColumns, Columns.Count - first), channelBlock, source, sourceMasks, before, after, destination, masks));
            }
        }

        return done;
    }

    /// <summary>One strip and block of channels.</summary>
    private long Run(in StripWork work)
    {
        var linear = _block.Linear!;
        var done = 0L;
        var next = 0;
        for (var row = 0; row < linear.Output.Height; row++)
        {
            if (Rows.Starts[row] == Rows.Starts[row + 1]) continue;
            var top = (row * linear.StrideRows) - linear.PaddingTop;
            var end = Math.Min(linear.Input.Height, top + linear.KernelHeight);
            for (next = Math.Max(next, Math.Max(0, top)); next < end; next++) done += _products.Multiply(work, next);
            for (var rowClass = Rows.Starts[row]; rowClass < Rows.Starts[row + 1]; rowClass++) Add(work, row, rowClass);
        }

        return done;
    }

    /// <summary>Adds up the products of one row class and turns them into deltas.</summary>
    private void Add(in StripWork work, int row, int rowClass)
    {
        var linear = _block.Linear!;
        var weights = _block.Weights!;
        var products = stackalloc float*[Math.Max(StateSum.UnrolledTerms, linear.KernelHeight)];
        var steps = stackalloc nint[Math.Max(StateSum.UnrolledTerms, linear.KernelHeight)];
        StateSumRow sum = default;
        var (offsets, stepsOf) = (_termOffsets[work.Block], _termSteps[work.Block]);
        for (var kernelRow = Rows.FirstTap[rowClass]; kernelRow <= Rows.LastTap[rowClass]; kernelRow++)
        {
            products[sum.Terms] = work.Scratch.Products + offsets[(rowClass * linear.KernelHeight) + kernelRow];
            steps[sum.Terms] = stepsOf[(rowClass * linear.KernelHeight) + kernelRow];
            sum.Terms++;
        }

        var firstChannel = work.Block * weights.BlockSize;
        var pitch = Rows.CountAt(row);
        var state = Axes.StateOf(rowClass, work.First);
        sum.Products = products;
        sum.Steps = steps;
        sum.Columns = work.Columns;
        sum.Channels = Math.Min(weights.BlockSize, linear.Output.Channels - firstChannel);
        sum.Stride = _block.Stride;
        sum.Words = _block.Words;
        sum.Pitch = pitch;
        sum.Base = work.Before + ((long)row * linear.Output.Width * _block.Stride) + firstChannel;
        sum.Positions = Pinned.Pointer(_columnPositions) + work.First;
        sum.Destination = work.Destination + (state * _block.Stride) + firstChannel;
        sum.Masks = work.Masks + (state * _block.Words) + (firstChannel / 64);
        StateSum.Run(_instructions, _block.Epilogue, &sum);
        if (_block.Epilogue == StateEpilogue.Any) ApplyChain(work, row, state, pitch);
    }

    private void ApplyChain(in StripWork work, int row, long firstState, int pitch)
    {
        var channels = _block.Shape.Channels;
        for (var column = 0; column < work.Columns; column++)
        {
            var state = firstState + ((long)column * pitch);
            var values = new Span<float>(work.Destination + (state * _block.Stride), channels);
            var after = new ReadOnlySpan<float>(work.After + ((((long)row * _block.Shape.Width) + _columnPositions[work.First + column]) * _block.Stride), channels);
            StateChain.Apply(_block, values, after);
            if (_block.IsSparse) StateChain.Mark(values, new Span<ulong>(work.Masks + (state * _block.Words), _block.Words));
        }
    }

    /// <summary>Where the products of each row class's kernel rows lie, and how far those of one column are from the next column's.</summary>
    private void PlaceTerms(int channelBlock)
    {
        var (weights, kernel) = (_block.Weights!, _block.Linear!.KernelHeight);
        var (offsets, steps) = (new nint[Rows.Count * kernel], new nint[Rows.Count * kernel]);
        for (var rowClass = 0; rowClass < Rows.Count; rowClass++)
        {
            for (var kernelRow = Rows.FirstTap[rowClass]; kernelRow <= Rows.LastTap[rowClass]; kernelRow++)
            {
                var below = Rows.Taps[(rowClass * kernel) + kernelRow];
                var row = _rowsBelow.Position[below];
                var variant = weights.Variants[weights.VariantOf[row]];
                var block = variant.Blocks[channelBlock];
                offsets[(rowClass * kernel) + kernelRow] = (nint)_products.SlotOf(row)
                    + ((nint)(below - _rowsBelow.Starts[row]) * block.Stride) + (Array.IndexOf(variant.KernelRows, kernelRow) * block.Channels);
                steps[(rowClass * kernel) + kernelRow] = (nint)_rowsBelow.CountAt(row) * block.Stride;
            }
        }

        (_termOffsets[channelBlock], _termSteps[channelBlock]) = (offsets, steps);
    }
}
