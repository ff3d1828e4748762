using System.Collections.Concurrent;
using Steerlens.Models;
using Steerlens.Pipeline.Annotation;
using Steerlens.Pipeline.Commands.Options;

namespace Steerlens.Pipeline.Live.Session;

/// <summary>The networks that can be chosen: those of the command line first, then those that are shipped. Each is read once.</summary>
/// <param name="asked">The networks of the command line, at least one.</param>
/// <param name="note">Says what a person should know of a network.</param>
internal sealed class NetworkShelf(IReadOnlyList<NetworkOptions> asked, Action<string> note)
{
    private readonly ConcurrentDictionary<string, Network> _read = new(StringComparer.Ordinal);

    /// <summary>What the page calls them: a file by its name alone, for where it lies is nobody's business.</summary>
    public IReadOnlyList<string> Names { get; } = [.. asked.Select(NameOf).Concat(ShippedNetworks.Names).Distinct(StringComparer.Ordinal)];

    /// <summary>What a network's options are.</summary>
    /// <exception cref="SteerlensException">There is no such network to choose.</exception>
    public NetworkOptions OptionsOf(string name) =>
        asked.FirstOrDefault(options => string.Equals(NameOf(options), name, StringComparison.Ordinal))
        ?? (ShippedNetworks.Names.Contains(name, StringComparer.Ordinal)
            ? new NetworkOptions { File = name }
            : throw new SteerlensException(ExitCode.Usage, $"there is no network '{name}' to choose: there are {string.Join(", ", Names)}"));

    /// <summary>A network.</summary>
    /// <exception cref="SteerlensException">There is no such network, or its options don't fit it.</exception>
    /// <exception cref="NetworkFormatException">Its file can't be used.</exception>
    public async Task<Network> ReadAsync(string name, CancellationToken cancellationToken)
    {
        if (_read.TryGetValue(name, out var known)) return known;
        var notes = new List<string>();
        var network = await NetworkChoice.LoadAsync(OptionsOf(name), output: "0", notes, cancellationToken);
        if (!_read.TryAdd(name, network)) return _read[name];
        foreach (var text in notes) note(text);
        return network;
    }

    private static string NameOf(NetworkOptions options)
    {
        var name = options.File ?? DefaultNetwork.Name;
        return File.Exists(name) ? Path.GetFileName(name) : name;
    }
}
