namespace Steerlens.Kernels.Engines;

/// <summary>
/// A convolution or dense layer at any list of positions, eight at a time: each weight vector that is loaded serves eight positions, and
/// the sums stay in registers over the whole kernel. The list may mix the images of a batch, so narrow rectangles still fill tiles.
/// </summary>
internal sealed unsafe class LinearKernel : IDisposable
{
    /// <summary>Positions in a tile.</summary>
    public const int Positions = LinearTile.Positions;

    private readonly LinearLayer _layer;
    private readonly int _run;
    private readonly int _lanes;
    private readonly Group[] _groups;
    private readonly nint[] _tiles;
    private readonly NativeBuffer _weights;
    private readonly NativeBuffer _bias;

    public LinearKernel(LinearLayer layer, InstructionSet instructions)
    {
        _layer = layer;
        _run = layer.KernelWidth * layer.Input.Channels;
        _lanes = VectorShape.LanesOf(instructions);
        var taps = layer.KernelHeight * _run;
        var vectors = (layer.Output.Channels + _lanes - 1) / _lanes;
        _weights = new NativeBuffer((long)vectors * taps * _lanes);
        _bias = new NativeBuffer((long)vectors * _lanes);
        _groups = GroupsOf(layer.Output.Channels, taps, instructions);
        _tiles = [.. _groups.Select(group => (nint)LinearTile.Choose(instructions, group.Vectors, group.Shares))];
        foreach (var group in _groups) Pack(group, taps);
    }

    /// <summary>Computes the layer at <paramref name="count"/> positions.</summary>
    /// <param name="input">The input's memory.</param>
    /// <param name="inputOffsets">For each position the offset of the kernel's first tap.</param>
    /// <param name="inputRowPitch">Values from one input row to the next.</param>
    /// <param name="output">The output's memory.</param>
    /// <param name="outputOffsets">For each position the offset of its first channel.</param>
    /// <param name="count">Positions.</param>
    public void Run(float* input, int* inputOffsets, int inputRowPitch, float* output, int* outputOffsets, int count) =>
        Run(input, inputOffsets, inputRowPitch, output, outputOffsets, count, 0, _layer.KernelHeight);

    /// <summary>The same with some of the kernel's rows only.</summary>
    /// <param name="input">The input's memory.</param>
    /// <param name="inputOffsets">For each position the offset of the first tap of <paramref name="firstRow"/>.</param>
    /// <param name="inputRowPitch">Values from one input row to the next.</param>
    /// <param name="output">The output's memory.</param>
    /// <param name="outputOffsets">For each position the offset of its first channel.</param>
    /// <param name="count">Positions.</param>
    /// <param name="firstRow">The first row of the kernel.</param>
    /// <param name="rows">How many.</param>
    public void Run(float* input, int* inputOffsets, int inputRowPitch, float* output, int* outputOffsets, int count, int firstRow, int rows)
    {
        var inputs = stackalloc int[Positions];
        var tile = new LinearTileWork { Input = input, RowPitch = inputRowPitch, Rows = rows, Run = _run };
        for (var first = 0; first < count; first += Positions)
        {
            tile.Used = Math.Min(Positions, count - first);
            tile.Inputs = inputOffsets + first;
            tile.Outputs = outputOffsets + first;
            if (tile.Used < Positions)
            {
                // A last tile that is not full repeats its last position, so that the kernel has no branch.
                for (var position = 0; position < Positions; position++) inputs[position] = inputOffsets[first + Math.Min(position, tile.Used - 1)];
                tile.Inputs = inputs;
            }

            for (var index = 0; index < _groups.Length; index++)
            {
                ref readonly var group = ref _groups[index];
                tile.Pitch = group.Pitch * _lanes;
                tile.Weights = _weights.Pointer + group.Weights + ((long)firstRow * _run * tile.Pitch);
                tile.Bias = _bias.Pointer + group.FirstValue;
                tile.Channels = group.Channels;
                tile.Output = output + group.FirstChannel;
                ((delegate*<LinearTileWork*, void>)_tiles[index])(&tile);
            }
        }
    }

    public void Dispose()
    {
        _weights.Dispose();
        _bias.Dispose();
    }

    /// <summary>As few groups as the registers allow, of about the same size; the last one may have a vector that several positions share.</summary>
    private static Group[] GroupsOf(int channels, int taps, InstructionSet instructions)
    {
        var (lanes, most) = (VectorShape.LanesOf(instructions), VectorShape.GroupVectorsOf(instructions));
        var (whole, rest) = (channels / lanes, channels % lanes);
        var shares = whole == 0 || rest == 0 ? 1 : VectorShape.SharesOf(instructions, rest);
        var vectors = shares > 1 || rest == 0 ? whole : whole + 1;

        // Beside three vectors there is no register left for a shared one.
        var count = (vectors + most - 1) / most;
        if (shares > 1 && (vectors + count - 1) / count == most && vectors % count == 0 && most > 1) count++;
        var groups = new Group[count];
        var (first, value) = (0, 0);
        for (var index = 0; index < count; index++)
        {
            var size = (vectors - first + count - index - 1) / (count - index);
            var isLast = index == count - 1;
            var pitch = isLast && shares > 1 ? size + 1 : size;
            groups[index] = new Group(
                first * lanes, isLast ? channels - (first * lanes) : size * lanes, size, isLast ? shares : 1, pitch, value, (long)value * taps);
            first += size;
            value += pitch * lanes;
        }

        return groups;
    }

    private void Pack(Group group, int taps)
    {
        var channels = _layer.Output.Channels;
        var pitch = group.Pitch * _lanes;
        for (var lane = 0; lane < pitch; lane++)
        {
            // Lanes of the shared vector hold the same few channels again and again.
            var shared = lane - (group.Vectors * _lanes);
            var channel = shared < 0 ? lane : (group.Vectors * _lanes) + (shared % (_lanes / group.Shares));
            if (channel >= group.Channels) continue;
            _bias.Pointer[group.FirstValue + lane] = _layer.Bias[group.FirstChannel + channel];
            for (var tap = 0; tap < taps; tap++)
                _weights.Pointer[group.Weights + (tap * pitch) + lane] = _layer.Weights[(tap * channels) + group.FirstChannel + channel];
        }
    }

    /// <summary>Output channels that are computed together.</summary>
    /// <param name="FirstChannel">The first channel.</param>
    /// <param name="Channels">How many.</param>
    /// <param name="Vectors">Vectors that a position has for itself.</param>
    /// <param name="Shares">Positions that share the vector behind them; 1 where there is none.</param>
    /// <param name="Pitch">Vectors of a tap.</param>
    /// <param name="FirstValue">Where the biases begin.</param>
    /// <param name="Weights">Where the weights begin: taps x pitch x lanes.</param>
    private readonly record struct Group(int FirstChannel, int Channels, int Vectors, int Shares, int Pitch, int FirstValue, long Weights);
}
