using Steerlens.Models.Export;

namespace Steerlens.Kernels.Occlusion;

/// <summary>A bank as an exported graph has it: the weight of each row and of each column of every window.</summary>
public static class BankExport
{
    /// <summary>Writes a bank's windows out.</summary>
    /// <param name="bank">The bank.</param>
    /// <param name="fill">What a masked pixel shows, one value for each channel; null for the picture's mean colour.</param>
    public static ExportedBank Of(WindowBank bank, float[]? fill)
    {
        ArgumentNullException.ThrowIfNull(bank);
        var groups = new List<ExportedWindows>();
        for (var group = 0; group < bank.Sizes.Count; group++)
        {
            var windows = bank.Windows.Skip(bank.GroupStarts[group]).Take(bank.GroupStarts[group + 1] - bank.GroupStarts[group]).ToArray();
            groups.Add(new ExportedWindows(
                [.. windows.SelectMany(window => Weights(bank.Edge, window.Row, window.Height, bank.Height))],
                [.. windows.SelectMany(window => Weights(bank.Edge, window.Column, window.Width, bank.Width))],
                [.. windows.Select(window => (float)window.Area)]));
        }

        return new ExportedBank(groups, fill);
    }

    private static float[] Weights(EdgeRamp edge, int start, int length, int size)
    {
        var weights = new float[size];
        for (var offset = 0; offset < length; offset++) weights[start + offset] = edge.Weight(offset, length);
        return weights;
    }
}
