using Steerlens.Kernels.Engines;
using Steerlens.Pipeline.Annotation;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Commands.Parsing;

namespace Steerlens.Pipeline.Comparison;

/// <summary>What one cell of a comparison shows: a map of a network.</summary>
/// <param name="Engine">Runs the network.</param>
/// <param name="Request">The map.</param>
/// <param name="Network">The network's name, with a number where several of the networks have the same.</param>
/// <param name="Name">What stands above the cell.</param>
internal sealed record ComparedView(IEngine Engine, MapRequest Request, string Network, string Name);

/// <summary>All views of a comparison: each network with each map, the network's maps one after the other.</summary>
internal sealed class ComparedViews : IDisposable
{
    private readonly List<IEngine> _engines = [];

    private ComparedViews(CompareOptions options) => Options = options;

    /// <summary>What was asked for.</summary>
    public CompareOptions Options { get; }

    /// <summary>The views.</summary>
    public List<ComparedView> All { get; } = [];

    /// <summary>The columns that suit the views: the maps, where there are several of both.</summary>
    public int Columns => Options.Columns ?? (Options is { Networks.Count: > 1, Maps.Count: > 1 } ? Options.Maps.Count : Compositing.GridLayout.ColumnsFor(All.Count));

    /// <summary>Loads the networks.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="notes">Gets what a person should know.</param>
    /// <param name="cancellationToken">Waits no longer.</param>
    /// <param name="warn">Gets one line for each network whose device fails later; null for nobody.</param>
    /// <exception cref="Models.NetworkFormatException">A file can't be used.</exception>
    /// <exception cref="SteerlensException">The options don't fit a network.</exception>
    public static async Task<ComparedViews> LoadAsync(CompareOptions options, List<string> notes, CancellationToken cancellationToken, Action<string>? warn = null)
    {
        var views = new ComparedViews(options);
        try
        {
            foreach (var choice in options.Networks)
            {
                var network = await NetworkChoice.LoadAsync(choice, options.Maps[0].Output, notes, cancellationToken);
                views._engines.Add(EngineChoice.Create(network, options.Device, options.Threads, notes, warn ?? (_ => { })));
            }

            var names = Numbered([.. views._engines.Select(engine => engine.Network.Name)]);
            foreach (var (engine, name) in views._engines.Zip(names))
            {
                foreach (var map in options.Maps) views.All.Add(new ComparedView(engine, map, name, NameOf(name, map, options)));
            }
        }
        catch
        {
            views.Dispose();
            throw;
        }

        return views;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var engine in _engines) engine.Dispose();
    }

    /// <summary>Names that all differ: those that occur more than once with a number behind them.</summary>
    private static IEnumerable<string> Numbered(IReadOnlyList<string> names) => names.Select((name, index) => Count(names, name) == 1 ? name : FormattableString.Invariant($"{name} ({Count(names.Take(index + 1), name)})"));

    private static int Count(IEnumerable<string> names, string name) => names.Count(other => string.Equals(other, name, StringComparison.Ordinal));

    /// <summary>The network, and the map where there are several, and its target where a map has several.</summary>
    private static string NameOf(string network, MapRequest map, CompareOptions options)
    {
        var isTargeted = options.Maps.Count(other => string.Equals(other.Method.Name, map.Method.Name, StringComparison.Ordinal)) > 1;
        var shown = map.Title + (isTargeted ? $" \u2192 {OptionValues.Word(map.Target)}" : "");
        return options.Maps.Count > 1 ? $"{network} \u00b7 {shown}" : network;
    }
}
