using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Images;
using Steerlens.Kernels.Truth;
using Steerlens.Models;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Scenes;
using Steerlens.Pipeline.Stages;

namespace Steerlens.Pipeline.Verification;

/// <summary>
/// What only a rendered road can tell: it is rendered once more without one object, so the object's true part in the angle is known, and its
/// lane paint is known.
/// </summary>
internal sealed class RoadStudy
{
    /// <summary>Frames that are rendered without their objects.</summary>
    public const int MostFrames = 12;

    private const int MostObjects = 8;

    // In levels of 0..255: what is less is rounding of the rendering.
    private const double LeastChange = 2;

    private readonly SceneSource _scene;
    private readonly ResizeStage _resize;
    private readonly Network _network;
    private readonly List<double> _changes = [];
    private readonly List<double> _areas = [];
    private readonly List<(int Frame, float[] Mask)> _places = [];
    private readonly List<(int Frame, float[] Mask)> _paint = [];

    /// <summary>Prepares the road.</summary>
    /// <param name="address">The scene.</param>
    /// <param name="network">The network.</param>
    public RoadStudy(string address, Network network)
    {
        _scene = new SceneSource(SceneOptions.Parse(address) with { Workers = Environment.ProcessorCount });
        _resize = new ResizeStage(network, _scene.Format);
        _network = network;
    }

    /// <summary>Objects that were removed, each frame's by themselves.</summary>
    public int Objects => _changes.Count;

    /// <summary>The rank correlation of an object's true part in the angle with the pixels that it changes: what a map that is the same everywhere would get.</summary>
    public double AreaCorrelation => Correlation.Spearman([.. _changes], [.. _areas]);

    /// <summary>Renders some of the frames without each of their larger objects.</summary>
    public void Run(IEngine engine, float[] weights, IReadOnlyList<SampledFrame> frames, ProgressReporter progress, CancellationToken cancellationToken)
    {
        using var probe = new AngleProbe(engine, weights);
        using var frame = new Frame(_scene.Format);
        foreach (var sampled in MapBehaviour.Spread(frames, MostFrames))
        {
            var place = IndexOf(frames, sampled);
            var angle = probe.Of(sampled.Input);
            _paint.Add((place, Paint(sampled.Index)));
            var objects = new List<SceneObject>();
            _scene.FindObjects(sampled.Index, objects);
            foreach (var thing in objects.OrderByDescending(SeenArea).Take(MostObjects))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (SeenArea(thing) <= 0) continue;
                _scene.Render(sampled.Index, frame.Picture, thing.Id);
                _resize.Process(frame);
                var mask = Changed(sampled.Input, frame.Input);
                var area = mask.Sum();
                if (area == 0) continue;
                _changes.Add(Math.Abs(probe.Of(frame.Input) - angle));
                _areas.Add(area);
                _places.Add((place, mask));
            }

            progress.Advance(VerifyWork.Road);
        }
    }

    /// <summary>The rank correlation, over objects and frames, of an object's true part in the angle with the map's mass on its place.</summary>
    public double ObjectCorrelation(MapSeries map) => Correlation.Spearman([.. _changes], [.. _places.Select(place => MaskMass.On(map.BySize.Pixels[place.Frame], place.Mask))]);

    /// <summary>How many times as much of the map lies on lane paint as of a map that is the same everywhere.</summary>
    public double PaintRatio(MapSeries map)
    {
        var known = _paint.Select(paint => (Share: MaskMass.Share(map.BySize.Pixels[paint.Frame], paint.Mask), Uniform: paint.Mask.Average())).Where(paint => double.IsFinite(paint.Share)).ToArray();
        return known.Sum(paint => paint.Share) / known.Sum(paint => paint.Uniform);
    }

    /// <summary>The share of frames in which the map's peak lies on lane paint.</summary>
    public double PaintHits(MapSeries map) => _paint.Average(paint => MaskMass.Points(map.BySize.Pixels[paint.Frame], paint.Mask) ? 1d : 0);

    private static int IndexOf(IReadOnlyList<SampledFrame> frames, SampledFrame frame)
    {
        var index = 0;
        while (!ReferenceEquals(frames[index], frame)) index++;
        return index;
    }

    /// <summary>The pixels of an object's box inside what the network sees.</summary>
    private double SeenArea(SceneObject thing)
    {
        var seen = _resize.Seen;
        var width = Math.Min(thing.Left + thing.Width, seen.Left + seen.Width) - Math.Max(thing.Left, seen.Left);
        var height = Math.Min(thing.Top + thing.Height, seen.Top + seen.Height) - Math.Max(thing.Top, seen.Top);
        return width > 0 && height > 0 ? width * height : 0;
    }

    /// <summary>1 where an input's pixel differs, its shadow and what was behind it included.</summary>
    private float[] Changed(float[] with, float[] without)
    {
        var channels = _network.Input.Channels;
        var mask = new float[with.Length / channels];
        for (var index = 0; index < with.Length; index++)
        {
            if (Math.Abs(with[index] - without[index]) > LeastChange * Math.Abs(_network.Contract.ScaleOf(index % channels))) mask[index / channels] = 1;
        }

        return mask;
    }

    /// <summary>The share of each of the input's pixels that is lane paint.</summary>
    private float[] Paint(long index)
    {
        var (width, height) = (_scene.Format.Width, _scene.Format.Height);
        var coverage = new byte[width * height];
        _scene.PaintMask(index, width, height, coverage);
        var mask = new float[_network.Input.Height * _network.Input.Width];
        new AreaResize(_resize.Seen, width, height, _network.Input.Width, _network.Input.Height).Run(new Plane(coverage, width, height, width), mask);
        for (var pixel = 0; pixel < mask.Length; pixel++) mask[pixel] /= byte.MaxValue;
        return mask;
    }
}
