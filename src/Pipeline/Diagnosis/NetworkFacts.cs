using System.Globalization;
using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Maps;
using Steerlens.Kernels.Occlusion;
using Steerlens.Models;
using Steerlens.Pipeline.Annotation;
using Steerlens.Pipeline.Commands.Options;

namespace Steerlens.Pipeline.Diagnosis;

/// <summary>A network and its input contract in a report.</summary>
internal static class NetworkFacts
{
    /// <summary>Adds the section.</summary>
    /// <param name="report">Gets it.</param>
    /// <param name="network">The network, with the options' changes to its contract.</param>
    /// <param name="options">How it was asked for.</param>
    /// <returns>The section, for more about the network.</returns>
    public static ReportSection AddTo(Report report, Network network, NetworkOptions options)
    {
        var section = report.Section("network", "Network")
            .Add("file", "file", options.File, options.File ?? "the one that is shipped")
            .Add("name", "name", network.Name)
            .Add("input", "input", network.Input.ToString(), $"{network.Input} (H x W x C)")
            .Add("parameters", "parameters", network.ParameterCount, network.ParameterCount.ToString("#,0", CultureInfo.InvariantCulture))
            .Add("outputs", "outputs", network.OutputCount);
        if (network.Contract.Outputs.Count > 0) section.Add("output_names", "named", network.Contract.Outputs);
        if (network.Contract.OutputGrid is { } grid) section.Add("output_grid", "output grid", FormattableString.Invariant($"{grid.Rows}x{grid.Columns}"), FormattableString.Invariant($"{grid.Rows}x{grid.Columns} (rows x columns)"));
        foreach (var (key, value) in InputContractText.PairsOf(network.Contract)) section.Add(key, key, value);
        var assumed = options.StillAssumed(network.Contract);
        return section.Add("assumed", "assumed", assumed, assumed.Count > 0 ? string.Join(", ", assumed) : "nothing");
    }

    /// <summary>How the default bank is computed: sharing work, or window by window and why; or that it does not fit the input.</summary>
    public static string OcclusionOf(Network network)
    {
        var defaults = new MapOptions();
        using var engine = new CpuEngine(network);
        try
        {
            new OcclusionMethod().Create(engine, defaults).Dispose();
        }
        catch (MapOptionException exception)
        {
            return $"not with the default windows: {exception.Message}";
        }

        return engine.Describe(WindowBank.Grid(network.Input.Height, network.Input.Width, defaults.Sizes, defaults.Stride, defaults.Edges)).ToString();
    }
}
