using System.Numerics;

namespace Steerlens.Pipeline.Scenes;

/// <summary>What stands along the verge: guard rails, marker posts, signs. One caller at a time.</summary>
internal sealed class Furniture
{
    private const int RailStep = 4;

    private static readonly Vector3 Steel = new(0.38f, 0.385f, 0.39f);
    private static readonly Vector3 White = new(0.75f, 0.75f, 0.73f);
    private static readonly Vector3 Green = new(0.01f, 0.16f, 0.08f);

    private readonly SceneWorld _world;
    private readonly DrawList _list;
    private readonly SceneRandom _random;
    private SceneCamera _camera;

    /// <summary>Makes it for one list.</summary>
    public Furniture(SceneWorld world, DrawList list) => (_world, _list, _random) = (world, list, new SceneRandom(world.Options.Seed, "furniture"));

    /// <summary>Adds what can be seen from the camera.</summary>
    public void Add(in SceneCamera camera, double distance, ObjectLog log)
    {
        _camera = camera;
        var style = _world.Style;
        switch (style.Land)
        {
            case LandKind.Coast:
                var (sea, hill) = style.SeaSide > 0 ? (style.AsphaltRight, style.AsphaltLeft) : (style.AsphaltLeft, style.AsphaltRight);
                Rail(distance, sea + (style.SeaSide * 1.05f), style.SeaSide, 0.88);
                Posts(distance, hill - (style.SeaSide * 0.75f), 24, 0, log);
                Signs(distance, 210, 0.9f, 0.75f, 1.5f, new Vector3(0.70f, 0.46f, 0.03f), log);
                break;
            case LandKind.Plain:
                Rail(distance, style.AsphaltLeft - 1.3f, -1, 1);
                Rail(distance, style.AsphaltRight + 1.5f, 1, 0.4);
                Posts(distance, style.AsphaltRight + 0.7f, 50, 0, log);
                Signs(distance, 330, 4.2f, 2.4f, 2.2f, Green, log);
                break;
            default:
                Posts(distance, style.AsphaltRight + 0.7f, 30, 0, log);
                Posts(distance, style.AsphaltLeft - 0.7f, 30, 1, log);
                Signs(distance, 240, 0.75f, 0.75f, 1.5f, White, log);
                break;
        }
    }

    private void Rail(double distance, float offset, int side, double share)
    {
        const int count = 110;
        var first = (long)Math.Floor((distance - 4) / RailStep);
        for (var piece = first; piece < first + count; piece++)
        {
            // Rails come in runs of 64 m, with gaps between some.
            if (_random.Unit((long)Math.Floor(piece * RailStep / 64.0) + (side * 100000)) >= share) continue;
            var (near, right) = Stand(piece * RailStep, offset);
            var (far, _) = Stand((piece + 1) * RailStep, offset);
            var towards = -side * right;
            // Four bands of a folded sheet: the light on them differs, and so the fold shows.
            Band(near, far, 0.74f, 0.66f, towards, 0.55f);
            Band(near, far, 0.66f, 0.58f, towards, -0.45f);
            Band(near, far, 0.58f, 0.50f, towards, 0.45f);
            Band(near, far, 0.50f, 0.43f, towards, -0.55f);
            if (piece - first < 40) Box(near + (right * (0.10f * side)), right, 0.06f, -0.2f, 0.70f, new Vector3(0.30f, 0.29f, 0.28f));
        }
    }

    private void Band(Vector3 near, Vector3 far, float top, float bottom, Vector3 towards, float tilt)
    {
        var normal = Vector3.Normalize(towards + (tilt * Vector3.UnitZ));
        var color = Lit(Steel, normal) + (_world.Style.Horizon * (0.10f + (0.16f * Math.Max(0, tilt))));
        Quad(near + (top * Vector3.UnitZ), far + (top * Vector3.UnitZ), far + (bottom * Vector3.UnitZ), near + (bottom * Vector3.UnitZ), color);
    }

    private void Posts(double distance, float offset, double spacing, int row, ObjectLog log)
    {
        var first = (long)Math.Floor((distance + 1) / spacing);
        for (var place = first; place * spacing < distance + 260; place++)
        {
            var id = ObjectLog.Id(SceneObjectKind.Post, row, place);
            if (!log.Start(_list, id)) continue;
            var (foot, right) = Stand(place * spacing, offset);
            Box(foot, right, 0.055f, 0, 0.72f, White);
            Box(foot, right, 0.056f, 0.72f, 0.88f, new Vector3(0.03f));
            Box(foot, right, 0.055f, 0.88f, 1.0f, White);
            Panel(foot, right, 0, 0.035f, 0.75f, 0.85f, -0.07f, new Vector3(0.8f, 0.35f, 0.05f));
            log.End(_list, SceneObjectKind.Post, id, _camera.Turn(foot).Z);
        }
    }

    private void Signs(double distance, double spacing, float width, float height, float foot, Vector3 color, ObjectLog log)
    {
        var first = (long)Math.Floor(distance / spacing) - 1;
        for (var place = first; place * spacing < distance + 320; place++)
        {
            var at = (place + _random.Between((place * 4) + 7000000, 0.2, 0.8)) * spacing;
            if (at < distance + 1) continue;
            var id = ObjectLog.Id(SceneObjectKind.Sign, 0, place);
            if (!log.Start(_list, id)) continue;
            var (ground, right) = Stand(at, _world.Style.AsphaltRight + 1.7f + (0.5f * width));
            var half = 0.5f * width;
            if (width > 2)
            {
                Box(ground - (right * (half * 0.7f)), right, 0.07f, -0.5f, foot + height, Steel * 0.7f);
                Box(ground + (right * (half * 0.7f)), right, 0.07f, -0.5f, foot + height, Steel * 0.7f);
                Panel(ground, right, 0, half, foot, foot + height, -0.09f, White);
                Panel(ground, right, 0, half - 0.07f, foot + 0.07f, foot + height - 0.07f, -0.11f, color);
                // Bars in the place of words.
                for (var line = 0; line < 3; line++)
                {
                    var long01 = (float)_random.Between((place * 16) + line + 9000000, 0.35, 0.75);
                    var low = foot + height - 0.75f - (line * 0.62f);
                    Panel(ground - (right * (half * (0.85f - long01))), right, 0, half * long01, low, low + 0.30f, -0.13f, White);
                }
            }
            else
            {
                Box(ground, right, 0.035f, -0.3f, foot + height, Steel * 0.8f);
                Diamond(ground, right, half * 1.25f, foot + (0.5f * height), -0.05f, new Vector3(0.05f));
                Diamond(ground, right, half * 1.14f, foot + (0.5f * height), -0.07f, color);
                Panel(ground, right, 0, 0.05f, foot + (0.22f * height), foot + (0.62f * height), -0.09f, new Vector3(0.02f));
                Diamond(ground, right, 0.17f, foot + (0.70f * height), -0.09f, new Vector3(0.02f));
            }
            log.End(_list, SceneObjectKind.Sign, id, _camera.Turn(ground).Z);
        }
    }

    /// <summary>The ground at a place, relative to the camera, and the direction across the road.</summary>
    private (Vector3 Foot, Vector3 Right) Stand(double distance, float offset)
    {
        var (x, y, z) = _world.GroundAt(distance, offset);
        var heading = _world.Drive.Road.At(distance, 0).Heading;
        return (_camera.Relative(x, y, z), new Vector3((float)Math.Cos(heading), (float)-Math.Sin(heading), 0));
    }

    /// <summary>An upright square box: three sides that can be seen and a lid.</summary>
    private void Box(Vector3 foot, Vector3 right, float half, float low, float high, Vector3 color)
    {
        var ahead = new Vector3(-right.Y, right.X, 0);
        var (bottom, top) = (foot + (low * Vector3.UnitZ), foot + (high * Vector3.UnitZ));
        var (across, along) = (right * half, ahead * half);
        Quad(bottom - across - along, bottom + across - along, top + across - along, top - across - along, Lit(color, -ahead));
        Quad(bottom - across - along, bottom - across + along, top - across + along, top - across - along, Lit(color, -right));
        Quad(bottom + across - along, bottom + across + along, top + across + along, top + across - along, Lit(color, right));
        Quad(top - across - along, top + across - along, top + across + along, top - across + along, Lit(color, Vector3.UnitZ));
    }

    private void Panel(Vector3 foot, Vector3 right, float shift, float half, float low, float high, float along, Vector3 color)
    {
        var ahead = new Vector3(-right.Y, right.X, 0);
        var middle = foot + (right * shift) + (ahead * along);
        var lit = Lit(color, -ahead) + (color * 0.25f);
        Quad(middle - (right * half) + (low * Vector3.UnitZ), middle + (right * half) + (low * Vector3.UnitZ), middle + (right * half) + (high * Vector3.UnitZ), middle - (right * half) + (high * Vector3.UnitZ), lit);
    }

    private void Diamond(Vector3 foot, Vector3 right, float half, float height, float along, Vector3 color)
    {
        var ahead = new Vector3(-right.Y, right.X, 0);
        var middle = foot + (ahead * along) + (height * Vector3.UnitZ);
        var lit = Lit(color, -ahead) + (color * 0.25f);
        Quad(middle - (right * half), middle - (Vector3.UnitZ * half), middle + (right * half), middle + (Vector3.UnitZ * half), lit);
    }

    private Vector3 Lit(Vector3 color, Vector3 normal)
    {
        var style = _world.Style;
        var sunlight = Math.Max(0, Vector3.Dot(normal, _world.Sun)) * (style.Land == LandKind.Forest ? 0.5f : 1);
        return color * ((style.SunColor * sunlight) + (style.SkyLight * (0.7f + (0.3f * normal.Z))) + (style.SunColor * 0.05f));
    }

    private void Quad(Vector3 a, Vector3 b, Vector3 c, Vector3 d, Vector3 light)
    {
        var values = new Vector4(light, 0);
        _list.AddQuad(
            new Corner(_camera.Turn(a), values),
            new Corner(_camera.Turn(b), values),
            new Corner(_camera.Turn(c), values),
            new Corner(_camera.Turn(d), values),
            SurfaceKind.Plain);
    }
}
