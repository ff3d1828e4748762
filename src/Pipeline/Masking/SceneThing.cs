using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Commands.Parsing;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Scenes;

namespace Steerlens.Pipeline.Masking;

/// <summary>A rendered road's object: the frame is rendered again without it, so what stood behind it shows.</summary>
internal sealed class SceneThing : IHiddenThing
{
    private readonly SceneSource _road;
    private readonly long _id;
    private readonly List<SceneObject> _seen = [];

    private SceneThing(SceneSource road, long id) => (_road, _id) = (road, id);

    /// <inheritdoc/>
    public MapRectangle? Box { get; private set; }

    /// <inheritdoc/>
    public double Score => Box is null ? 0 : 1;

    /// <summary>Finds the object that was asked for.</summary>
    /// <exception cref="SteerlensException">There is none like it; the message names some that there are.</exception>
    public static SceneThing Find(SceneOptions scene, MaskOptions options)
    {
        var road = new SceneSource(scene with { Workers = Environment.ProcessorCount });
        var covered = new Dictionary<long, (SceneObjectKind Kind, double Pixels)>();
        var seen = new List<SceneObject>();
        var every = Math.Max(1, (long)(scene.Rate.ToDouble() / 5));
        for (var index = 0L; index < scene.FrameCount; index += every)
        {
            seen.Clear();
            road.FindObjects(index, seen);
            foreach (var thing in seen) covered[thing.Id] = (thing.Kind, covered.GetValueOrDefault(thing.Id).Pixels + (thing.Width * thing.Height));
        }

        if (options.Object is { } id && covered.ContainsKey(id)) return new SceneThing(road, id);
        var candidates = covered.OrderByDescending(thing => thing.Value.Pixels).ToList();
        if (options.Object is null && candidates.Exists(thing => thing.Value.Kind == options.Kind)) return new SceneThing(road, candidates.First(thing => thing.Value.Kind == options.Kind).Key);
        var known = candidates.GroupBy(thing => thing.Value.Kind).Select(kind => $"{OptionValues.Word(kind.Key)} ({string.Join(", ", kind.Take(3).Select(thing => thing.Key))})");
        throw new SteerlensException(ExitCode.Usage, $"{SceneOptions.Prefix}{scene.Name} shows no such object: --object takes a kind, or the number of one: {string.Join("; ", known)}");
    }

    /// <inheritdoc/>
    public void Hide(Frame frame, YuvImage without)
    {
        _seen.Clear();
        _road.FindObjects(frame.Index, _seen);
        Box = null;
        foreach (var thing in _seen)
        {
            if (thing.Id == _id) Box = new MapRectangle(thing.Left, thing.Top, thing.Width, thing.Height);
        }

        // A shadow can lie in the picture while the thing does not: rendering again is right in any case.
        _road.Render(frame.Index, without, _id);
    }
}
