using System.Numerics;
using System.Runtime.CompilerServices;

namespace Steerlens.Pipeline.Scenes;

/// <summary>Colours the samples of one frame.</summary>
internal sealed class PixelShader
{
    private readonly SceneWorld _world;
    private readonly DrawList _list;
    private readonly int _width;
    private readonly int _height;
    private readonly float _focal;
    private readonly TreeShadows _treeShadows;
    private readonly Vector3[] _highSky;
    private readonly SkyShader _sky;
    private readonly SpriteSheets _sheets = TreePainter.Sheets;
    private int _highRows;
    private SceneCamera _camera;
    private DriveState _state;

    /// <summary>Makes a shader for the surfaces of a list and a picture's size in pixels.</summary>
    public PixelShader(SceneWorld world, DrawList list, int width, int height)
    {
        (_world, _list, _width, _height) = (world, list, width, height);
        _focal = (float)SceneCamera.FocalLength(width);
        _treeShadows = new TreeShadows(world);
        _highSky = new Vector3[((width / 2) + 1) * ((height / 2) + 1)];
        _sky = world.MakeSky();
    }

    /// <summary>Where along the road, in metres, the distances of ground surfaces begin.</summary>
    public int Origin { get; private set; }

    /// <summary>The shadows of the frame's cars, to be added after <see cref="Begin"/>.</summary>
    public CarShadows CarShadows { get; } = new();

    /// <summary>Begins a frame.</summary>
    public void Begin(in SceneCamera camera, DriveState state)
    {
        (_camera, _state) = (camera, state);
        Origin = (int)(Math.Floor(state.Distance / GroundShader.Period) * GroundShader.Period);
        CarShadows.Clear();
        _treeShadows.Prepare(state.Distance);
        _sky.MoveTo(state.Time);
    }

    /// <summary>The light that reaches a sample from a surface; or, as a mask, the share of lane paint there in all three values.</summary>
    /// <param name="entry">The surface, as in <see cref="DrawList.Band"/>, or <see cref="BandBuffer.Nothing"/>.</param>
    /// <param name="sampleX">The place in samples from the left.</param>
    /// <param name="sampleY">The place in samples from the top.</param>
    /// <param name="mask">Whether paint is asked for.</param>
    public Vector3 Color(int entry, float sampleX, float sampleY, bool mask)
    {
        var (x, y) = (sampleX / DrawList.Samples, sampleY / DrawList.Samples);
        if (entry == BandBuffer.Nothing && !mask && y < _highRows) return HighSky(x, y);
        var ray = Ray(x, y);
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
        if (mask) return new Vector3(_world.Ground.Paint(point, Origin, out _));
        var cars = triangle.Kind == SurfaceKind.ShadedGround ? CarShadows.Light(point.Distance, point.Offset) : 1;
        var light = InAir(_world.Ground.Shade(point, Origin, cars * TreeLight(point), 0.35f + (0.65f * cars)), depth, ray);
        return _world.Style.Land == LandKind.Coast && height < 0.9f ? Surf(light, height, ray, point) : light;
    }

    /// <summary>The share of sunlight that passes the trees; far away, where single shadows can't be seen, their mean.</summary>
    private float TreeLight(in GroundPoint point)
    {
        var far = _world.Style.Land == LandKind.Forest ? 0.5f : 1;
        var ahead = (float)(point.Distance + Origin - _state.Distance);
        var share = Math.Clamp((TreeShadows.View - 30 - ahead) * (1f / 30), 0, 1);
        if (share <= 0 || ahead < -5) return far;
        return far + (share * (_treeShadows.Light(point.Distance + Origin, point.Offset, point.AlongFootprint) - far));
    }

    /// <summary>Colours the sky above the mountains at every second pixel of every second row; it is smooth enough for that.</summary>
    public void PrepareSky()
    {
        var columns = (_width / 2) + 1;
        var row = 0;
        for (; row <= _height / 2; row++)
        {
            var corner = Vector3.Normalize(Ray(0, row * 2));
            if (corner.Z < SkyShader.MountainTop) break;
            for (var column = 0; column < columns; column++) _highSky[(row * columns) + column] = Background(Ray(column * 2, row * 2));
        }
        // Pixels between two rows need both.
        _highRows = Math.Max(0, (row - 1) * 2);
    }

    private Vector3 HighSky(float x, float y)
    {
        var columns = (_width / 2) + 1;
        var (column, row) = ((int)(x * 0.5f), (int)(y * 0.5f));
        var (shareX, shareY) = ((x * 0.5f) - column, (y * 0.5f) - row);
        ref var at = ref _highSky[(row * columns) + column];
        var upper = Vector3.Lerp(at, Unsafe.Add(ref at, 1), shareX);
        var lower = Vector3.Lerp(Unsafe.Add(ref at, columns), Unsafe.Add(ref at, columns + 1), shareX);
        return Vector3.Lerp(upper, lower, shareY);
    }

    /// <summary>The direction, with 1 along the axis, through a point of the picture in pixels.</summary>
    private Vector3 Ray(float x, float y) =>
        _camera.Ahead + (_camera.Right * ((x - (0.5f * _width)) / _focal)) + (_camera.Up * (((0.5f * _height) - y) / _focal));

    private Vector3 Background(Vector3 ray) => _sky.Shade(Vector3.Normalize(ray), (float)(_camera.Height - _world.SeaLevel), 1 / _focal);

    private Vector3 InAir(Vector3 light, float depth, Vector3 ray)
    {
        var haze = Decay.Lost(depth * _world.Style.Fog);
        return Vector3.Lerp(light, _sky.Air(Vector3.Normalize(ray)) * 0.93f, haze);
    }

    private Vector3 Surf(Vector3 light, float height, Vector3 ray, in GroundPoint point)
    {
        var wave = _world.Clouds.Sample((point.Distance * 5) + (float)(_state.Time * 9), point.Offset * 3, point.AlongFootprint * 5);
        var share = Math.Clamp(1 - Math.Abs((height - 0.1f + (0.35f * wave)) * 2.4f), 0, 1);
        var wet = height < 0 ? Background(ray) : light;
        return Vector3.Lerp(wet, new Vector3(0.85f, 0.88f, 0.9f) * ((_world.Style.SunColor * 0.25f) + (_world.Style.SkyLight * 0.5f)), share);
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
