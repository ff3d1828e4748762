using Steerlens.Kernels.Occlusion;

namespace Steerlens.Kernels.OnnxRuntime;

/// <summary>A bank's windows as weights of rows and columns, in batches of one size; the last one is filled up with windows that mask nothing.</summary>
internal sealed class BankTensors : IDisposable
{
    /// <summary>Lays the bank out.</summary>
    /// <param name="bank">The bank, at least one window.</param>
    /// <param name="mostWindows">The most windows of a batch.</param>
    public BankTensors(WindowBank bank, int mostWindows)
    {
        Bank = bank;
        var batches = (bank.Count + mostWindows - 1) / mostWindows;
        Windows = (bank.Count + batches - 1) / batches;
        Batches = [.. Enumerable.Range(0, batches).Select(batch => new BankBatch(bank, batch * Windows, Windows))];
    }

    /// <summary>The bank.</summary>
    public WindowBank Bank { get; }

    /// <summary>The windows of each batch.</summary>
    public int Windows { get; }

    /// <summary>The batches, in the bank's order.</summary>
    public IReadOnlyList<BankBatch> Batches { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var batch in Batches) batch.Dispose();
    }
}

/// <summary>Windows that go through the network together.</summary>
internal sealed class BankBatch : IDisposable
{
    /// <summary>Lays them out.</summary>
    public BankBatch(WindowBank bank, int first, int windows)
    {
        (First, Count) = (first, Math.Min(windows, bank.Count - first));
        Rows = new PinnedTensor(windows, 1, bank.Height, 1);
        Columns = new PinnedTensor(windows, 1, 1, bank.Width);
        for (var index = 0; index < Count; index++)
        {
            var window = bank.Windows[first + index];
            for (var row = 0; row < window.Height; row++) Rows.Values[(index * bank.Height) + window.Row + row] = bank.Edge.Weight(row, window.Height);
            for (var column = 0; column < window.Width; column++) Columns.Values[(index * bank.Width) + window.Column + column] = bank.Edge.Weight(column, window.Width);
        }
    }

    /// <summary>The index of its first window in the bank.</summary>
    public int First { get; }

    /// <summary>How many of its windows are the bank's.</summary>
    public int Count { get; }

    /// <summary>Windows x 1 x H x 1: how much of each row a window masks.</summary>
    public PinnedTensor Rows { get; }

    /// <summary>Windows x 1 x 1 x W: how much of each column it masks.</summary>
    public PinnedTensor Columns { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Rows.Dispose();
        Columns.Dispose();
    }
}
