namespace Steerlens.Kernels.Engines.States;

/// <summary>What a strip of a layer, or a block of its channels, reads and writes.</summary>
internal readonly unsafe struct StripWork(
    StateScratch scratch, int strip, int first, int columns, int block, float* source, ulong* sourceMasks, float* before, float* after, float* destination, ulong* masks)
{
    public readonly StateScratch Scratch = scratch;
    public readonly int Strip = strip;
    public readonly int First = first;
    public readonly int Columns = columns;
    public readonly int Block = block;
    public readonly float* Source = source;
    public readonly ulong* SourceMasks = sourceMasks;
    public readonly float* Before = before;
    public readonly float* After = after;
    public readonly float* Destination = destination;
    public readonly ulong* Masks = masks;
}
