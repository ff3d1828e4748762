using System.Numerics;
using Steerlens.Kernels.Images;

namespace Steerlens.Pipeline.Scenes;

/// <summary>Renders frames of one scene at one size. One caller at a time.</summary>
internal sealed class SceneRenderer
{
    private readonly SceneWorld _world;
    private readonly int _width;
    private readonly int _height;
    private readonly float _focal;
    private readonly DrawList _list;
    private readonly GroundMesh _mesh;
    private readonly CarShadows _shadows = new();
    private readonly TreeShadows _treeShadows;
    private readonly Furniture _furniture;
    private readonly ObjectLog _log;
    private readonly BandBuffer[] _bands;
    private readonly SkyShader _sky;
    private readonly SpriteSheets _sheets = TreePainter.Sheets;
    private SceneCamera _camera;
    private DriveState _state;
    private int _origin;
    private double _phase;

    /// <summary>Makes the buffers.</summary>
    public SceneRenderer(SceneWorld world, int width, int height, int workers)
    {
        (_world, _width, _height) = (world, width, height);
        _focal = (float)SceneCamera.FocalLength(width);
        _list = new DrawList(width, height);
        _mesh = new GroundMesh(world.Land, world.Drive.Road, world.Sun);
        _treeShadows = new TreeShadows(world);
        _furniture = new Furniture(world, _list);
        _log = new ObjectLog(width, height);
        _bands = new BandBuffer[workers];
        for (var i = 0; i < workers; i++) _bands[i] = new BandBuffer(width);
        _sky = world.MakeSky();
    }

    /// <summary>Renders a frame.</summary>
    public void Render(long index, YuvImage picture, long? without)
    {
        Prepare(index, without, found: null);
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
        _camera = _world.Drive.Camera(_state);
        _sky.MoveTo(_state.Time);
        _origin = (int)(Math.Floor(_state.Distance / GroundShader.Period) * GroundShader.Period);
        _phase = _origin;
        _list.Clear();
        _shadows.Clear();
        _log.Begin(without, found);
        _treeShadows.Prepare(_state.Distance);
        _world.Traffic.Add(_list, _camera, _state, _origin, _shadows, _log);
        _furniture.Add(_camera, _state.Distance, _log);
        _world.Trees.Add(_list, _camera, _state.Distance, _log);
        _mesh.Add(_list, _camera, _state.Distance, _origin, _world.SeaLevel, _shadows);
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
        float sampleX = left;
        float sampleY = y * DrawList.Samples;
        if (a == b && a == c && a == d) return Color(a, sampleX + 1, sampleY + 1, mask);

        var total = Vector3.Zero;
        Span<int> entries = [a, b, c, d];
        for (var i = 0; i < 4; i++)
        {
            var entry = entries[i];
            var seen = false;
            for (var j = 0; j < i; j++) seen |= entries[j] == entry;
            if (seen) continue;
            var (count, sumX, sumY) = (0, 0, 0);
            for (var j = i; j < 4; j++)
            {
                if (entries[j] != entry) continue;
                count++;
                sumX += j & 1;
                sumY += j >> 1;
            }
            total += count * Color(entry, sampleX + 0.5f + ((float)sumX / count), sampleY + 0.5f + ((float)sumY / count), mask);
        }
        return total * 0.25f;
    }

    private Vector3 Color(int entry, float sampleX, float sampleY, bool mask)
    {
        var ray = _camera.Ahead
            + (_camera.Right * (((sampleX / DrawList.Samples) - (0.5f * _width)) / _focal))
            + (_camera.Up * (((0.5f * _height) - (sampleY / DrawList.Samples)) / _focal));
        if (entry == BandBuffer.Nothing) return mask ? Vector3.Zero : Background(ray);
        if (entry < 0) return mask ? Vector3.Zero : SpriteColor(in _list.SpriteAt(~entry), sampleX, sampleY, ray);

        ref readonly var triangle = ref _list.TriangleAt(entry);
        var (dx, dy) = (sampleX - triangle.P0.X, sampleY - triangle.P0.Y);
        var depth = 1 / (triangle.Inverse + (triangle.InverseX * dx) + (triangle.InverseY * dy));
        var values = (triangle.Values + (triangle.ValuesX * dx) + (triangle.ValuesY * dy)) * depth;
        if (triangle.Kind == SurfaceKind.Plain) return mask ? Vector3.Zero : InAir(new Vector3(values.X, values.Y, values.Z), depth, ray);

        var scale = depth * DrawList.Samples;
        var changeX = (triangle.ValuesX - (values * triangle.InverseX)) * scale;
        var changeY = (triangle.ValuesY - (values * triangle.InverseY)) * scale;
        var height = (float)(_camera.Height - _world.SeaLevel) + (ray.Z * depth);
        var point = new GroundPoint(
            values.X,
            values.Y,
            values.Z,
            values.W,
            height,
            MathF.Sqrt((changeX.X * changeX.X) + (changeY.X * changeY.X)),
            MathF.Sqrt((changeX.Y * changeX.Y) + (changeY.Y * changeY.Y)),
            depth / _focal);
        if (mask) return new Vector3(_world.Ground.Paint(point, _phase, out _));
        var cars = triangle.Kind == SurfaceKind.ShadedGround ? _shadows.Light(point.Distance, point.Offset) : 1;
        var light = InAir(_world.Ground.Shade(point, _phase, cars * TreeLight(point), 0.35f + (0.65f * cars)), depth, ray);
        return _world.Style.Land == LandKind.Coast && height < 0.9f ? Surf(light, height, ray, point) : light;
    }

    /// <summary>The share of sunlight that passes the trees; far away, where single shadows can't be seen, their mean.</summary>
    private float TreeLight(in GroundPoint point)
    {
        var far = _world.Style.Land == LandKind.Forest ? 0.5f : 1;
        var ahead = (float)(point.Distance + _phase - _state.Distance);
        var share = Math.Clamp((TreeShadows.View - 30 - ahead) * (1f / 30), 0, 1);
        if (share <= 0 || ahead < -5) return far;
        return far + (share * (_treeShadows.Light(point.Distance + _phase, point.Offset, point.AlongFootprint) - far));
    }

    private Vector3 Background(Vector3 ray) => _sky.Shade(Vector3.Normalize(ray), (float)(_camera.Height - _world.SeaLevel), 1 / _focal);

    private Vector3 InAir(Vector3 light, float depth, Vector3 ray)
    {
        var haze = 1 - MathF.Exp(-depth * _world.Style.Fog);
        return Vector3.Lerp(light, _sky.Air(Vector3.Normalize(ray)) * 0.93f, haze);
    }

    private Vector3 Surf(Vector3 light, float height, Vector3 ray, in GroundPoint point)
    {
        var wave = _world.Clouds.Sample((point.Distance * 5) + (float)(_state.Time * 9), point.Offset * 3, point.AlongFootprint * 5);
        var share = Math.Clamp(1 - Math.Abs((height - 0.1f + (0.35f * wave)) * 2.4f), 0, 1);
        var wet = height < 0 ? Background(ray) : light;
        return Vector3.Lerp(wet, new Vector3(0.85f, 0.88f, 0.9f) * (_world.Style.SunColor * 0.25f + _world.Style.SkyLight * 0.5f), share);
    }

    private Vector3 SpriteColor(ref readonly Sprite sprite, float sampleX, float sampleY, Vector3 ray)
    {
        var sheet = _sheets.Level(in sprite);
        var u = (sampleX - sprite.Left) / (sprite.Right - sprite.Left) * sheet.Width;
        var v = (sampleY - sprite.Top) / (sprite.Bottom - sprite.Top) * sheet.Height;
        var column = Math.Clamp((int)u, 0, sheet.Width - 1);
        if (sprite.Mirrored) column = sheet.Width - 1 - column;
        var texel = sheet.Texels[(Math.Clamp((int)v, 0, sheet.Height - 1) * sheet.Width) + column];
        var style = _world.Style;
        var hue = texel.Hue / 127.5f;
        var color = hue < 1 ? Vector3.Lerp(new Vector3(0.11f, 0.085f, 0.06f), style.LeafDark, hue) : Vector3.Lerp(style.LeafDark, style.LeafLight, hue - 1);
        color *= sprite.Tint;
        var light = color * ((style.SunColor * (texel.Sun / 255f * sprite.Sunlight)) + (style.SkyLight * (texel.Sky / 255f)));
        return InAir(light, 1 / sprite.Inverse, ray);
    }
}
