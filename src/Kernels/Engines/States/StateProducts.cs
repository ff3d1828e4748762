namespace Steerlens.Kernels.Engines.States;

/// <summary>
/// The products of a layer's input states with its weights, for one grid of windows. They are made row of the input after row, once for all kernel rows
/// that read it, and kept in as many slots as there are kernel rows.
/// </summary>
internal sealed unsafe class StateProducts
{
    /// <summary>Bytes of products that a strip may keep: half of a usual second cache.</summary>
    private const int ProductBytes = 512 * 1024;

    private readonly StateBlock _block;
    private readonly StateBlock _blockBelow;
    private readonly StateLayerAxes _below;
    private readonly AxisClasses _rowsBelow;
    private readonly AxisClasses _columns;
    private readonly InstructionSet _instructions;
    private readonly bool _skipsZeros;
    private readonly int _height;
    private readonly int _lanes;
    private readonly nint[] _kernels;
    private readonly int[] _taps;
    private readonly int[][] _stripsBelow;
    private readonly long _slot;

    /// <summary>Makes the tables.</summary>
    /// <param name="block">The layer.</param>
    /// <param name="blockBelow">The layer below.</param>
    /// <param name="below">The classes of its positions.</param>
    /// <param name="columns">The column classes of the layer.</param>
    /// <param name="instructions">Vector width.</param>
    /// <param name="skipZeros">Whether channels that are zero throughout a tile are left out.</param>
    public StateProducts(StateBlock block, StateBlock blockBelow, StateLayerAxes below, AxisClasses columns, InstructionSet instructions, bool skipZeros)
    {
        (_block, _blockBelow, _below, _rowsBelow, _columns, _instructions) = (block, blockBelow, below, below.Rows, columns, instructions);
        _skipsZeros = skipZeros && blockBelow.IsSparse;
        _height = StateKernel.HeightOf(instructions);
        _kernels = StateKernel.All(instructions);
        _lanes = VectorShape.LanesOf(instructions);
        _taps = Pinned.Copy(columns.Taps);
        var widest = Math.Max(1, _rowsBelow.Widest);
        var stride = block.Weights!.Variants.Max(variant => variant.Blocks[0].Stride);
        var columnBytes = (long)block.Linear!.KernelHeight * widest * stride * sizeof(float);
        StripColumns = (int)Math.Max(1, Math.Min(ProductBytes / columnBytes, columns.Count));
        Strips = (columns.Count + StripColumns - 1) / StripColumns;
        _slot = (long)widest * StripColumns * stride;
        _stripsBelow = [.. Enumerable.Range(0, Strips).Select(StripBelow)];
        var most = _stripsBelow.Select(strip => strip[^1] - strip[0] + 1).Append(1).Max();
        var entries = (columns.Kernel * blockBelow.Shape.Channels) + LiveInputs.Slack;
        Room = new StateRoom(
            (_slot * block.Linear.KernelHeight) + 16, StripColumns, (long)StripColumns * entries, (long)most * (blockBelow.Shape.Channels + LiveInputs.Slack), most);
    }

    /// <summary>Column classes of a strip; the last may have fewer.</summary>
    public int StripColumns { get; }

    /// <summary>Strips of column classes.</summary>
    public int Strips { get; }

    /// <summary>What a thread needs room for, deltas and masks apart.</summary>
    public StateRoom Room { get; }

    /// <summary>Where in the thread's room the products of an input row lie.</summary>
    public long SlotOf(int row) => _slot * (row % _block.Linear!.KernelHeight);

    /// <summary>The products of an input row's states with every kernel row that reads it.</summary>
    public long Multiply(in StripWork work, int row)
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
        if (!_skipsZeros)
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
        var products = work.Scratch.Products + SlotOf(row) + ((long)first * stride);
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
            for (var tap = _columns.FirstTap[column]; tap <= _columns.LastTap[column]; tap++)
            {
                var below = _taps[(column * _columns.Kernel) + tap];
                var input = below * rows * _blockBelow.Stride;
                var live = _skipsZeros ? work.Scratch.LiveCounts[below - firstBelow] : channels;
                var list = work.Scratch.LiveChannels + (_skipsZeros ? (long)(below - firstBelow) * (channels + LiveInputs.Slack) : 0);
                LiveInputs.Append(list, live, input, tap * channels, inputs + count, places + count);
                count += live;
            }

            tile->Count = count;
            inputs += count;
            places += count;
        }
    }

    /// <summary>The column classes below that a strip reads, in ascending order.</summary>
    private int[] StripBelow(int strip)
    {
        var below = new SortedSet<int>();
        for (var column = strip * StripColumns; column < Math.Min(_columns.Count, (strip + 1) * StripColumns); column++)
        {
            for (var tap = _columns.FirstTap[column]; tap <= _columns.LastTap[column]; tap++) below.Add(_columns.Taps[(column * _columns.Kernel) + tap]);
        }

        return [.. below];
    }
}
