using System.Text;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Commands.Parsing;
using Steerlens.Pipeline.Scenes;
using Steerlens.Pipeline.Verification;

namespace Steerlens.Pipeline.Masking;

/// <summary>The objects that a part of a rendered road shows, looked at five times a second.</summary>
internal sealed class KnownThings
{
    private const double LooksPerSecond = 5;

    private readonly string _scene;
    private readonly List<KnownThing> _seen;

    private KnownThings(string scene, List<KnownThing> seen) => (_scene, _seen) = (scene, seen);

    /// <summary>Looks along the road from its beginning, so that a part's objects have the numbers that they have in the whole.</summary>
    /// <exception cref="SteerlensException">No frame lies in that part.</exception>
    public static KnownThings Of(SceneSource road, RangeOptions range)
    {
        var scene = road.Options;
        var part = SceneRange.Of(scene, range.Start, range.End, 1, null);
        var rate = scene.Rate.ToDouble();
        var things = new Dictionary<long, KnownThing>();
        var kinds = new Dictionary<SceneObjectKind, int>();
        var look = new List<SceneObject>();
        var every = Math.Max(1, (long)(rate / LooksPerSecond));
        for (var index = 0L; index < part.First + part.Count; index += every)
        {
            look.Clear();
            road.FindObjects(index, look);
            foreach (var thing in look.OrderBy(thing => thing.Distance))
            {
                if (!things.TryGetValue(thing.Id, out var known))
                {
                    var number = kinds[thing.Kind] = kinds.GetValueOrDefault(thing.Kind) + 1;
                    known = things[thing.Id] = new KnownThing(thing.Kind, number, thing.Id, road.IsInOwnLane(thing.Id));
                }

                if (index >= part.First) known.See(thing, index / rate);
            }
        }

        return new KnownThings(SceneOptions.Prefix + scene.Name, [.. things.Values.Where(thing => thing.IsSeen)]);
    }

    /// <summary>The object that was asked for; of a kind the nearest in the own lane, else the one that covers most.</summary>
    /// <exception cref="SteerlensException">There is none like it; the message counts those that there are.</exception>
    public KnownThing Find(MaskOptions options)
    {
        var wanted = _seen.Where(thing => options.Object is { } id ? thing.Id == id : thing.Kind == options.Kind && (options.Number is not { } number || thing.Number == number));
        var best = wanted.OrderByDescending(thing => thing.IsInLane).ThenBy(thing => thing.IsInLane ? thing.Nearest : -thing.Covered).FirstOrDefault();
        if (best is not null) return best;
        var kinds = _seen.GroupBy(thing => thing.Kind).OrderBy(kind => kind.Key).Select(kind => $"{OptionValues.Word(kind.Key)} ({kind.Count()})").ToList();
        throw new SteerlensException(ExitCode.Usage, kinds.Count == 0
            ? $"{_scene} shows no object in this part: choose another one, or a longer duration"
            : $"{_scene} shows no such object: give --object one of {string.Join(", ", kinds)}, or one of them as in {_seen[0].Name}; --list shows all");
    }

    /// <summary>A line for each object, those of one kind where it is given.</summary>
    public string ToText(SceneObjectKind? kind)
    {
        var table = new TextTable(["object", "seen, s", "nearest, m", "largest, px", "lane", "without="]);
        foreach (var thing in _seen.Where(thing => kind is null || thing.Kind == kind).OrderBy(thing => thing.Kind).ThenBy(thing => thing.Number))
        {
            table.Add([
                thing.Name, FormattableString.Invariant($"{thing.From:0.0} to {thing.To:0.0}"), FormattableString.Invariant($"{thing.Nearest:0}"),
                FormattableString.Invariant($"{thing.Largest.Width:0}x{thing.Largest.Height:0}"), thing.IsInLane ? "own" : "", FormattableString.Invariant($"{thing.Id}")]);
        }

        var text = new StringBuilder();
        table.WriteTo(text);
        return text.ToString().TrimStart('\n');
    }
}
