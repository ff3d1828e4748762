using System.Runtime.CompilerServices;

namespace Steerlens.Kernels.Engines.States;

/// <summary>
/// One block of a network for one grid of windows: the deltas of all its states, row classes x column classes x channels. The work
/// is cut into strips of columns (times blocks of channels); a strip goes through the rows from top to bottom: the products of an
/// input row are made once for all output rows that read it, kept while they are needed, and added up.
/// </summary>
internal sealed unsafe class StateLayer
{
    /// <summary>Bytes of products that a strip may keep: half of a usual second cache.</summary>
    private const int ProductBytes = 512 * 1024;

    private readonly StateBlock _block;
    private readonly StateBlock _blockBelow;
    private readonly StateLayerAxes _below;
    private readonly AxisClasses _rowsBelow;
    private readonly InstructionSet _instructions;
    private readonly int _height;
    private readonly int _lanes;
    private readonly nint[] _kernels;
    private readonly int[] _columnTaps;
    private readonly int[] _columnPositions;
    private readonly int[][] _stripsBelow;
    private readonly nint[][] _termOffsets;
    private readonly nint[][] _termSteps;
    private readonly int _stripColumns;
    private readonly int _strips;
    private readonly long _slot;

    public StateLayer(StateBlock block, StateBlock blockBelow, StateLayerAxes below, StateLayerAxes axes, InstructionSet instructions, bool skipZeros)
    {
        (_block, _blockBelow, _instructions) = (block, blockBelow, instructions);
        (Axes, Rows, Columns) = (axes, axes.Rows, axes.Columns);
        _below = below;
        _rowsBelow = below.Rows;
        SkipsZeros = skipZeros && blockBelow.IsSparse;
        _height = StateKernel.HeightOf(instructions);
        _kernels = StateKernel.All(instructions);
        _lanes = StateKernel.LanesOf(instructions);
        _columnTaps = Pin(Columns.Taps);
        _columnPositions = Pin(Columns.Position);
        var widest = Math.Max(1, _rowsBelow.Widest);
        var stride = block.Weights!.Variants.Max(variant => variant.Blocks[0].Stride);
        var columnBytes = (long)block.Linear!.KernelHeight * widest * stride * sizeof(float);
        _stripColumns = (int)Math.Max(1, Math.Min(ProductBytes / columnBytes, Columns.Count));
        _strips = (Columns.Count + _stripColumns - 1) / _stripColumns;
        _slot = (long)widest * _stripColumns * stride;
        _stripsBelow = [.. Enumerable.Range(0, _strips).Select(StripBelow)];
        var most = _stripsBelow.Select(strip => strip[^1] - strip[0] + 1).Append(1).Max();
        var entries = (Columns.Kernel * blockBelow.Shape.Channels) + LiveInputs.Slack;
        Room = new StateRoom(
            (_slot * block.Linear.KernelHeight) + 16, _stripColumns, (long)_stripColumns * entries, (long)most * (blockBelow.Shape.Channels + LiveInputs.Slack), most);
        _termOffsets = new nint[block.Weights.Blocks][];
        _termSteps = new nint[block.Weights.Blocks][];
        for (var channelBlock = 0; channelBlock < _termOffsets.Length; channelBlock++) PlaceTerms(channelBlock);
    }

    /// <summary>Both axes.</summary>
    public StateLayerAxes Axes { get; }

    /// <summary>The row classes.</summary>
    public AxisClasses Rows { get; }

    /// <summary>The column classes.</summary>
    public AxisClasses Columns { get; }

    /// <summary>Whether channels that are zero throughout a tile are left out.</summary>
    public bool SkipsZeros { get; }

    /// <summary>What a thread needs room for, deltas and masks apart.</summary>
    public StateRoom Room { get; }

    /// <summary>Values of all deltas; a vector more than are used.</summary>
    public long DeltaLength => ((long)Rows.Count * Columns.Count * _block.Stride) + 16;

    /// <summary>Words of all masks.</summary>
    public long MaskLength => (long)Rows.Count * Columns.Count * _block.Words;

    /// <summary>Bytes of the tables.</summary>
    public long TableBytes => sizeof(int) * ((long)_columnTaps.Length + _columnPositions.Length + Rows.Taps.Length + Rows.OfInterval.Length + Columns.OfInterval.Length);

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
            for (var strip = 0; strip < _strips; strip++)
            {
                var first = strip * _stripColumns;
                done += Run(new StripWork(scratch, strip, first, Math.Min(_stripColumns, Columns.Count - first), channelBlock, source, sourceMasks, before, after, destination, masks));
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
            for (next = Math.Max(next, Math.Max(0, top)); next < end; next++) done += Multiply(work, next);
            for (var rowClass = Rows.Starts[row]; rowClass < Rows.Starts[row + 1]; rowClass++) Add(work, row, rowClass);
        }

        return done;
    }

    /// <summary>The products of an input row's states with every kernel row that reads it.</summary>
    private long Multiply(in StripWork work, int row)
    {
        var weights = _block.Weights!;
        var classes = _rowsBelow.Starts[row + 1] - _rowsBelow.Starts[row];
        if (classes == 0 || weights.VariantOf[row] < 0) return 0;
        var block = weights.Variants[weights.VariantOf[row]].Blocks[work.Block];
        var done = 0L;
        for (var first = 0; first < classes;)
        {
            // Evenly: nine row classes are tiles of five and four, not of eight and one.
            var chunks = (classes - first + _height - 1) / _height;
            var height = (classes - first + chunks - 1) / chunks;
            FindLive(work, row, first, height);
            MakeTiles(work, row, first, height, block.Stride);
            var entries = 0L;
            for (var tile = work.Scratch.Tiles; tile < work.Scratch.Tiles + work.Columns; tile++) entries += tile->Count;
            foreach (var group in block.Groups)
            {
                Multiply(work, group, height);
                done += entries * height * group.Values;
            }

            first += height;
        }

        return done;
    }

    /// <summary>All tiles with one group of channels, as many vectors at a time as the registers hold.</summary>
    private void Multiply(in StripWork work, RowGroup group, int height)
    {
        var parts = (group.Vectors + StateKernel.VectorsOf(_instructions, height) - 1) / StateKernel.VectorsOf(_instructions, height);
        var first = 0;
        for (var part = 0; part < parts; part++)
        {
            var vectors = (group.Vectors - first + parts - part - 1) / (parts - part);
            var kernel = (delegate*<StateTile*, float*, nint, nint, void>)_kernels[StateKernel.Index(height, vectors)];
            var packed = _block.Weights!.Of(group) + (first * _lanes);
            var offset = group.Offset + (first * _lanes);
            for (var tile = work.Scratch.Tiles; tile < work.Scratch.Tiles + work.Columns; tile++) kernel(tile, packed, group.Pitch, offset);
            first += vectors;
        }
    }

    /// <summary>Lists for each column class below that the strip reads the channels that are not zero in some row classes.</summary>
    private void FindLive(in StripWork work, int row, int firstRowClass, int height)
    {
        var channels = _blockBelow.Shape.Channels;
        if (!SkipsZeros)
        {
            for (var channel = 0; channel < channels; channel++) work.Scratch.LiveChannels[channel] = channel;
            return;
        }

        var words = _blockBelow.Words;
        var pitch = _rowsBelow.CountAt(row) * words;
        var masks = work.SourceMasks + (_below.StateOf(_rowsBelow.Starts[row] + firstRowClass, 0) * words);
        var strip = _stripsBelow[work.Strip];
        foreach (var column in strip)
        {
            var live = work.Scratch.LiveChannels + ((long)(column - strip[0]) * (channels + LiveInputs.Slack));
            work.Scratch.LiveCounts[column - strip[0]] = LiveInputs.OfColumn(masks + ((long)column * pitch), height, words, channels, live);
        }
    }

    /// <summary>One tile for each column of the strip, over row classes of an input row.</summary>
    private void MakeTiles(in StripWork work, int row, int first, int height, int stride)
    {
        var channels = _blockBelow.Shape.Channels;
        var firstBelow = _stripsBelow[work.Strip][0];
        var rows = _rowsBelow.CountAt(row);
        var source = work.Source + (_below.StateOf(_rowsBelow.Starts[row] + first, 0) * _blockBelow.Stride);
        var products = work.Scratch.Products + (_slot * (row % _block.Linear!.KernelHeight)) + ((long)first * stride);
        var inputs = work.Scratch.Inputs;
        var places = work.Scratch.Weights;
        var tile = work.Scratch.Tiles;
        for (var column = work.First; column < work.First + work.Columns; column++, tile++)
        {
            tile->Source = source;
            tile->SourcePitch = _blockBelow.Stride;
            tile->Inputs = inputs;
            tile->Weights = places;
            tile->Height = height;
            tile->Output = products + ((long)(column - work.First) * rows * stride);
            tile->OutputPitch = stride;
            var count = 0;
            for (var tap = Columns.FirstTap[column]; tap <= Columns.LastTap[column]; tap++)
            {
                var below = _columnTaps[(column * Columns.Kernel) + tap];
                var input = below * rows * _blockBelow.Stride;
                var live = SkipsZeros ? work.Scratch.LiveCounts[below - firstBelow] : channels;
                var list = work.Scratch.LiveChannels + (SkipsZeros ? (long)(below - firstBelow) * (channels + LiveInputs.Slack) : 0);
                LiveInputs.Append(list, live, input, tap * channels, inputs + count, places + count);
                count += live;
            }

            tile->Count = count;
            inputs += count;
            places += count;
        }
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
        sum.Positions = Pointer(_columnPositions) + work.First;
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

    private static int[] Pin(int[] values)
    {
        var pinned = GC.AllocateArray<int>(Math.Max(1, values.Length), pinned: true);
        values.CopyTo(pinned, 0);
        return pinned;
    }

    private static int* Pointer(int[] pinned) => (int*)Unsafe.AsPointer(ref pinned[0]);

    /// <summary>The column classes below that a strip reads, in ascending order.</summary>
    private int[] StripBelow(int strip)
    {
        var below = new SortedSet<int>();
        for (var column = strip * _stripColumns; column < Math.Min(Columns.Count, (strip + 1) * _stripColumns); column++)
        {
            for (var tap = Columns.FirstTap[column]; tap <= Columns.LastTap[column]; tap++) below.Add(Columns.Taps[(column * Columns.Kernel) + tap]);
        }

        return [.. below];
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
                offsets[(rowClass * kernel) + kernelRow] = (nint)(_slot * (row % kernel))
                    + ((nint)(below - _rowsBelow.Starts[row]) * block.Stride) + (Array.IndexOf(variant.KernelRows, kernelRow) * block.Channels);
                steps[(rowClass * kernel) + kernelRow] = (nint)_rowsBelow.CountAt(row) * block.Stride;
            }
        }

        (_termOffsets[channelBlock], _termSteps[channelBlock]) = (offsets, steps);
    }
}
