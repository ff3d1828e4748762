namespace Steerlens.Kernels.Engines.States;

/// <summary>
/// A linear layer's weights, packed for <see cref="StateKernel"/>. An input row is read by several output rows through different kernel
/// rows; those kernel rows lie side by side as if they were more output channels, so that an input is loaded once for all of them
/// and few lanes are left empty (36 channels fill 2.25 vectors of 16; three times 36 fill 6.75).
/// </summary>
internal sealed unsafe class RowWeights : IDisposable
{
    /// <summary>Channels that one task computes at most: whole words of mask, whole groups of vectors, and weights that fit the second cache.</summary>
    public const int BlockChannels = 192;

    private const int LineValues = 16;

    // Where one kernel row reads an input row, as in a dense layer, tiles are high and take few vectors at a time; their weights lie together.
    private const int LoneRowVectors = 3;

    private readonly NativeBuffer _memory;

    /// <summary>Packs a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="instructions">Vector width.</param>
    /// <param name="inBlocks">Whether channels may be split into blocks.</param>
    public RowWeights(LinearLayer layer, InstructionSet instructions, bool inBlocks)
    {
        var lanes = VectorShape.LanesOf(instructions);
        var channels = layer.Output.Channels;
        BlockSize = inBlocks ? Math.Min(channels, BlockChannels) : channels;
        Blocks = (channels + BlockSize - 1) / BlockSize;
        VariantOf = new int[layer.Input.Height];
        var variants = new List<RowVariant>();
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        var length = 0L;
        for (var row = 0; row < layer.Input.Height; row++)
        {
            var kernelRows = Enumerable.Range(0, layer.KernelHeight).Where(kernelRow => Reaches(layer, row, kernelRow)).ToArray();
            VariantOf[row] = -1;
            if (kernelRows.Length == 0) continue;
            var key = string.Join(' ', kernelRows);
            if (!known.TryGetValue(key, out VariantOf[row]))
            {
                VariantOf[row] = variants.Count;
                known.Add(key, variants.Count);
                variants.Add(Lay(layer, instructions, kernelRows, ref length));
            }
        }

        Variants = [.. variants];
        _memory = new NativeBuffer(length);
        foreach (var variant in Variants) Pack(layer, variant);
    }

    /// <summary>For each input row its variant, or -1 where no output reads the row.</summary>
    public int[] VariantOf { get; }

    /// <summary>The sets of kernel rows that occur.</summary>
    public RowVariant[] Variants { get; }

    /// <summary>Blocks of output channels.</summary>
    public int Blocks { get; }

    /// <summary>Channels of a block; the last may have fewer.</summary>
    public int BlockSize { get; }

    /// <summary>Bytes of packed weights.</summary>
    public long Bytes => _memory.Length * sizeof(float);

    /// <summary>A group's weights: taps x input channels x pitch.</summary>
    public float* Of(RowGroup group) => _memory.Pointer + group.Weights;

    public void Dispose() => _memory.Dispose();

    private static bool Reaches(LinearLayer layer, int row, int kernelRow)
    {
        var above = row + layer.PaddingTop - kernelRow;
        return above >= 0 && above % layer.StrideRows == 0 && above / layer.StrideRows < layer.Output.Height;
    }

    private RowVariant Lay(LinearLayer layer, InstructionSet instructions, int[] kernelRows, ref long length)
    {
        var lanes = VectorShape.LanesOf(instructions);
        var blocks = new RowBlock[Blocks];
        for (var block = 0; block < Blocks; block++)
        {
            var channels = Math.Min(BlockSize, layer.Output.Channels - (block * BlockSize));
            var values = channels * kernelRows.Length;
            var vectors = (values + lanes - 1) / lanes;
            var groupVectors = kernelRows.Length == 1 ? LoneRowVectors : vectors;
            var groups = new RowGroup[(vectors + groupVectors - 1) / groupVectors];
            for (var group = 0; group < groups.Length; group++)
            {
                var first = group * groupVectors;
                var count = Math.Min(groupVectors, vectors - first);

                // An odd number of cache lines from one input to the next: an even one would leave half of the first cache's sets unused or worse.
                var pitch = groups.Length > 1 ? count * lanes : OddLines(count * lanes);
                groups[group] = new RowGroup(length, count, pitch, first * lanes, Math.Min(values - (first * lanes), count * lanes));
                length += (long)layer.KernelWidth * layer.Input.Channels * pitch;
            }

            blocks[block] = new RowBlock(block * BlockSize, channels, vectors * lanes, groups);
        }

        return new RowVariant(kernelRows, blocks);
    }

    private static int OddLines(int values) => (((values + LineValues - 1) / LineValues) | 1) * LineValues;

    private void Pack(LinearLayer layer, RowVariant variant)
    {
        var channels = layer.Output.Channels;
        foreach (var block in variant.Blocks)
        {
            foreach (var group in block.Groups)
            {
                for (var value = group.Offset; value < group.Offset + group.Values; value++)
                {
                    var kernelRow = variant.KernelRows[value / block.Channels];
                    var channel = block.FirstChannel + (value % block.Channels);
                    for (var tap = 0; tap < layer.KernelWidth * layer.Input.Channels; tap++)
                    {
                        Of(group)[((long)tap * group.Pitch) + value - group.Offset] =
                            layer.Weights[((((kernelRow * layer.KernelWidth) * layer.Input.Channels) + tap) * channels) + channel];
                    }
                }
            }
        }
    }
}

/// <summary>A set of kernel rows that read the same input row.</summary>
internal sealed record RowVariant(int[] KernelRows, RowBlock[] Blocks);

/// <summary>A block of output channels: kernel rows x channels values for each state, padded to <paramref name="Stride"/>.</summary>
internal sealed record RowBlock(int FirstChannel, int Channels, int Stride, RowGroup[] Groups);

/// <summary>Vectors of output channels whose weights lie together.</summary>
/// <param name="Weights">Offset of the packed weights: taps x input channels x pitch.</param>
/// <param name="Vectors">Vectors.</param>
/// <param name="Pitch">Values from one input's weights to the next.</param>
/// <param name="Offset">The first value in the block's.</param>
/// <param name="Values">Values that are no padding.</param>
internal readonly record struct RowGroup(long Weights, int Vectors, int Pitch, int Offset, int Values);
