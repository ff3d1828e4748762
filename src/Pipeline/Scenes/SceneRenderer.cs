using System.Numerics;
using Steerlens.Kernels.Images;

namespace Steerlens.Pipeline.Scenes;

/// <summary>Renders frames of one scene at one size. One caller at a time.</summary>
internal sealed class SceneRenderer
{
    private readonly SceneWorld _world;
    private readonly int _width;
    private readonly int _height;
    private readonly DrawList _list;
    private readonly GroundMesh _mesh;
    private readonly Furniture _furniture;
    private readonly ObjectLog _log;
    private readonly BandBuffer[] _bands;
    private readonly PixelShader _shader;
    private readonly SpriteSheets _sheets = TreePainter.Sheets;
    private readonly GlareVeil _glare;
    private DriveState _state;

    /// <summary>Makes the buffers.</summary>
    public SceneRenderer(SceneWorld world, int width, int height, int workers)
    {
        (_world, _width, _height) = (world, width, height);
        _list = new DrawList(width, height);
        _shader = new PixelShader(world, _list, width, height);
        _mesh = new GroundMesh(world.Land, world.Drive.Road, world.Sun);
        _furniture = new Furniture(world, _list);
        _log = new ObjectLog(width, height);
        _glare = new GlareVeil(world.Options.Factors.Glare, width, height);
        _bands = new BandBuffer[workers];
        for (var i = 0; i < workers; i++) _bands[i] = new BandBuffer(width);
    }

    /// <summary>Renders a frame.</summary>
    public void Render(long index, YuvImage picture, long? without)
    {
        Prepare(index, without, found: null);
        _shader.PrepareSky();
        if (_bands.Length == 1)
        {
            for (var band = 0; band < _list.BandCount; band++) RenderBand(band, _bands[0], picture);
        }
        else
        {
            RenderTogether(picture);
        }
    }

    /// <summary>The share of lane paint in each pixel: H x W bytes, 0..255.</summary>
    public void PaintMask(long index, Span<byte> coverage, long? without)
    {
        Prepare(index, without, found: null);
        for (var band = 0; band < _list.BandCount; band++)
        {
            var buffer = _bands[0];
            buffer.Fill(_list, _sheets, band);
            var last = Math.Min(_height, (band + 1) * DrawList.BandRows);
            for (var y = band * DrawList.BandRows; y < last; y++)
            {
                for (var x = 0; x < _width; x++) coverage[(y * _width) + x] = (byte)((255 * Resolve(buffer, x, y, band, mask: true).X) + 0.5f);
            }
        }
    }

    /// <summary>Adds the objects that a frame shows, nearest of each row first, to a collection.</summary>
    public void FindObjects(long index, ICollection<SceneObject> found) => Prepare(index, without: null, found);

    // Apart, because a method that makes a delegate pays for it even where it does not use it.
    private void RenderTogether(YuvImage picture) => Parallel.For(0, _bands.Length, worker =>
    {
        for (var band = worker; band < _list.BandCount; band += _bands.Length) RenderBand(band, _bands[worker], picture);
    });

    private void Prepare(long index, long? without, ICollection<SceneObject>? found)
    {
        _state = _world.Drive.At(index);
        var camera = _world.Drive.Camera(_state);
        _list.Clear();
        _log.Begin(without, found);
        _shader.Begin(camera, _state);
        _world.Traffic.Add(_list, camera, _state, _shader.Origin, _shader.CarShadows, _log);
        _furniture.Add(camera, _state.Distance, _log);
        _world.Trees.Add(_list, camera, _state.Distance, _log);
        _mesh.Add(_list, camera, _state.Distance, _shader.Origin, _world.SeaLevel, _shader.CarShadows);
    }

    private void RenderBand(int band, BandBuffer buffer, YuvImage picture)
    {
        buffer.Fill(_list, _sheets, band);
        var last = Math.Min(_height, (band + 1) * DrawList.BandRows);
        var exposure = _world.Style.Exposure * _state.Exposure;
        for (var y = band * DrawList.BandRows; y < last; y += 2)
        {
            for (var x = 0; x < _width; x++)
            {
                buffer.Light[x] = Resolve(buffer, x, y, band, mask: false);
                buffer.Light[_width + x] = Resolve(buffer, x, y + 1, band, mask: false);
            }
            if (!_glare.IsNone)
            {
                _glare.Add(buffer.Light.AsSpan(0, _width), y);
                _glare.Add(buffer.Light.AsSpan(_width, _width), y + 1);
            }
            _world.Meter.Write(buffer.Light, picture, y, exposure);
        }
    }

    /// <summary>The mean over a pixel's samples; each surface in it is coloured once.</summary>
    private Vector3 Resolve(BandBuffer buffer, int x, int y, int band, bool mask)
    {
        var row = (y - (band * DrawList.BandRows)) * DrawList.Samples;
        var upper = buffer.Row(row);
        var lower = buffer.Row(row + 1);
        var left = x * DrawList.Samples;
        var (a, b, c, d) = (upper[left], upper[left + 1], lower[left], lower[left + 1]);
        return a == b && a == c && a == d
            ? _shader.Color(a, left + 1, (y * DrawList.Samples) + 1, mask)
            : ResolveEdge([a, b, c, d], left + 0.5f, (y * DrawList.Samples) + 0.5f, mask);
    }

    private Vector3 ResolveEdge(ReadOnlySpan<int> entries, float firstX, float firstY, bool mask)
    {
        var total = Vector3.Zero;
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = entries[i];
            if (entries[..i].Contains(entry)) continue;
            var (count, sumX, sumY) = (0, 0, 0);
            for (var j = i; j < entries.Length; j++)
            {
                if (entries[j] != entry) continue;
                count++;
                sumX += j & 1;
                sumY += j >> 1;
            }
            total += count * _shader.Color(entry, firstX + ((float)sumX / count), firstY + ((float)sumY / count), mask);
        }
        return total * 0.25f;
    }
}
