using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Scenes;

namespace Steerlens.Pipeline.Masking;

/// <summary>A rendered road's object: the frame is rendered again without it, so what stood behind it shows.</summary>
internal sealed class SceneThing : IHiddenThing
{
    private readonly SceneSource _road;
    private readonly long _id;
    private readonly List<SceneObject> _seen = [];

    private SceneThing(SceneSource road, KnownThing thing) => (_road, _id, Name, Description) = (road, thing.Id, thing.Name, thing.Description);

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public MapRectangle? Box { get; private set; }

    /// <inheritdoc/>
    public double Score => Box is null ? 0 : 1;

    /// <summary>Finds the object that was asked for.</summary>
    /// <exception cref="SteerlensException">There is none like it; the message counts those that there are.</exception>
    public static SceneThing Find(SceneOptions scene, MaskOptions options)
    {
        var road = new SceneSource(scene with { Workers = Environment.ProcessorCount });
        return new SceneThing(road, KnownThings.Of(road, options.Range).Find(options));
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
