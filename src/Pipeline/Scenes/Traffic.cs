using System.Numerics;

namespace Steerlens.Pipeline.Scenes;

/// <summary>The other cars: where each is at a time, and what it adds to a frame.</summary>
internal sealed class Traffic
{
    private const double View = 420;

    private static readonly Vector3[] Paints =
    [
        new(0.70f, 0.71f, 0.72f), new(0.36f, 0.02f, 0.025f), new(0.03f, 0.08f, 0.24f), new(0.025f, 0.026f, 0.03f),
        new(0.22f, 0.23f, 0.25f), new(0.60f, 0.60f, 0.58f), new(0.05f, 0.14f, 0.11f), new(0.50f, 0.24f, 0.05f),
    ];

    /// <summary>The identifier of the car ahead that a factor puts into the lane.</summary>
    public static long CarAhead { get; } = ObjectLog.Id(SceneObjectKind.Car, 200, 0);

    private readonly SceneWorld _world;
    private readonly SceneRandom[] _randoms;

    /// <summary>Makes the lanes.</summary>
    public Traffic(SceneWorld world)
    {
        _world = world;
        _randoms = new SceneRandom[world.Style.Traffic.Length];
        for (var i = 0; i < _randoms.Length; i++) _randoms[i] = new SceneRandom(world.Options.Seed, $"traffic {i}");
    }

    /// <summary>Whether an object drives in the camera's own lane, the same way.</summary>
    public bool IsInOwnLane(long id)
    {
        if (id == CarAhead) return true;
        if ((SceneObjectKind)(id >> 48) is not (SceneObjectKind.Car or SceneObjectKind.Truck)) return false;
        var (lanes, lane) = (_world.Style.Traffic, (int)((id >> 40) & 0xFF));
        return lane < lanes.Length && lanes[lane].Speed > 0 && Math.Abs(lanes[lane].Offset - _world.Style.LaneOffset) < 0.5 * _world.Style.LaneWidth;
    }

    /// <summary>Adds what can be seen from the camera, and its shadows.</summary>
    public void Add(DrawList list, in SceneCamera camera, DriveState state, int origin, CarShadows shadows, ObjectLog log)
    {
        if (_world.Options.Factors.Car is { } ahead) AddCarAhead(list, camera, state.Distance + ahead, origin, shadows, log);
        for (var lane = 0; lane < _randoms.Length; lane++)
        {
            var (shape, random) = (_world.Style.Traffic[lane], _randoms[lane]);
            var moved = shape.Speed * state.Time;
            var first = (long)Math.Floor((state.Distance - 12 - moved) / shape.Spacing) - 1;
            var last = (long)Math.Ceiling((state.Distance + View - moved) / shape.Spacing);
            for (var place = first; place <= last; place++)
            {
                var draw = place * 8;
                var distance = ((place + 0.5 + random.Between(draw, -0.22, 0.22)) * shape.Spacing) + moved;
                if (distance < state.Distance - 10 || distance > state.Distance + View) continue;
                var choice = random.Unit(draw + 1);
                var trucks = _world.Style.Land == LandKind.Plain && shape.Speed is < 25 and > -27 ? 0.3 : 0;
                var model = CarModel.All[choice < trucks ? 3 : (int)(random.Unit(draw + 2) * 2.6)];
                var kind = choice < trucks ? SceneObjectKind.Truck : SceneObjectKind.Car;
                var id = ObjectLog.Id(kind, lane, place);
                if (!log.Start(list, id)) continue;
                var offset = shape.Offset + random.Between(draw + 3, -0.2, 0.2) + (0.12 * Math.Sin((state.Time * 0.5) + draw));
                var paint = Paints[(int)(random.Unit(draw + 4) * Paints.Length)];
                var depth = Place(list, camera, distance, offset, shape.Speed < 0, model, paint, shape.Speed > 0 && random.Unit(draw + 5) < 0.08);
                Shadow(distance, origin, offset, model, shadows);
                log.End(list, kind, id, depth);
            }
        }
    }

    /// <summary>The car at a fixed distance ahead in the own lane.</summary>
    private void AddCarAhead(DrawList list, in SceneCamera camera, double distance, int origin, CarShadows shadows, ObjectLog log)
    {
        if (!log.Start(list, CarAhead)) return;
        var depth = Place(list, camera, distance, _world.Style.LaneOffset, oncoming: false, CarModel.All[1], Paints[4], braking: false);
        Shadow(distance, origin, _world.Style.LaneOffset, CarModel.All[1], shadows);
        log.End(list, SceneObjectKind.Car, CarAhead, depth);
    }

    private void Shadow(double distance, int origin, double offset, CarModel model, CarShadows shadows)
    {
        var heading = _world.Style.SunHeading - _world.Drive.Road.At(distance, 0).Heading;
        var reach = Math.Min(1.6, 0.5 * model.Height / Math.Tan(Math.Max(0.3, _world.Style.SunHeight)));
        shadows.Add(
            distance - origin - (reach * 0.5 * Math.Cos(heading)),
            offset - (reach * 0.5 * Math.Sin(heading)),
            model.Length * 0.96,
            (model.Width * 0.94) + (reach * 0.6 * Math.Abs(Math.Sin(heading))));
    }

    private float Place(DrawList list, in SceneCamera camera, double distance, double offset, bool oncoming, CarModel model, Vector3 paint, bool braking)
    {
        var road = _world.Drive.Road;
        var place = road.At(distance, offset);
        var height = road.Height(distance);
        var slope = (float)((road.Height(distance + 2) - road.Height(distance - 2)) / 4);
        var (sin, cos) = ((float)Math.Sin(place.Heading), (float)Math.Cos(place.Heading));
        var turn = oncoming ? -1 : 1;
        var ahead = Vector3.Normalize(new Vector3(sin * turn, cos * turn, slope * turn));
        var right = new Vector3(cos, -sin, 0) * turn;
        var up = Vector3.Cross(right, ahead);
        var middle = camera.Relative(place.X, place.Y, height);
        var (middleSeen, rightSeen, upSeen, aheadSeen) = (camera.Turn(middle), camera.Turn(right), camera.Turn(up), camera.Turn(ahead));
        foreach (var face in model.Faces)
        {
            var normal = (right * face.Normal.X) + (up * face.Normal.Y) + (ahead * face.Normal.Z);
            var centre = 0.5f * (face.A + face.C);
            var view = middle + (right * centre.X) + (up * centre.Y) + (ahead * centre.Z);
            if (Vector3.Dot(normal, view) > 0) continue;
            var values = new Vector4(Light(face.Part, normal, Vector3.Normalize(view), paint, braking), 0);
            list.AddQuad(Seen(face.A), Seen(face.B), Seen(face.C), Seen(face.D), SurfaceKind.Plain);

            Corner Seen(Vector3 corner) => new(middleSeen + (rightSeen * corner.X) + (upSeen * corner.Y) + (aheadSeen * corner.Z), values);
        }
        return middleSeen.Z;
    }

    private Vector3 Light(CarPart part, Vector3 normal, Vector3 view, Vector3 paint, bool braking)
    {
        var style = _world.Style;
        var (color, shine, own) = part switch
        {
            CarPart.Body => (paint, 0.07f, Vector3.Zero),
            CarPart.Glass => (new Vector3(0.012f, 0.014f, 0.016f), 0.14f, Vector3.Zero),
            CarPart.TailLight => (new Vector3(0.35f, 0.02f, 0.02f), 0.05f, new Vector3(braking ? 1.6f : 0.18f, 0.01f, 0.01f)),
            CarPart.HeadLight => (new Vector3(0.65f), 0.1f, new Vector3(0.45f)),
            CarPart.Metal => (new Vector3(0.42f), 0.1f, Vector3.Zero),
            CarPart.Plate => (new Vector3(0.72f, 0.72f, 0.66f), 0, Vector3.Zero),
            CarPart.Cargo => (new Vector3(0.62f, 0.63f, 0.64f) + (0.15f * (paint - new Vector3(0.3f))), 0.01f, Vector3.Zero),
            _ => (new Vector3(0.022f), 0.01f, Vector3.Zero),
        };
        // Under trees the sun reaches a car in flecks: on average, this much.
        var sunlight = style.Land == LandKind.Forest ? 0.5f : 1;
        var diffuse = (style.SunColor * (sunlight * Math.Max(0, Vector3.Dot(normal, _world.Sun)))) + (style.SkyLight * (0.5f + (0.5f * normal.Z)));
        var facing = Math.Clamp(-Vector3.Dot(normal, view), 0, 1);
        var mirror = shine + (shine > 0.02f ? 0.55f * MathF.Pow(1 - facing, 4) : 0);
        var reflected = Vector3.Reflect(view, normal);
        var seen = reflected.Z > 0 ? Vector3.Lerp(style.Horizon, style.Zenith, Math.Min(1, reflected.Z * 1.5f)) : Vector3.Lerp(style.Horizon * 0.6f, style.Asphalt * 1.4f, Math.Min(1, 0.4f - (reflected.Z * 4)));
        var glint = MathF.Pow(Math.Max(0, Vector3.Dot(reflected, _world.Sun)), 40) * sunlight * (shine > 0.02f ? 1.2f : 0);
        return (color * diffuse) + (seen * mirror) + (style.SunColor * glint * 0.5f) + own;
    }
}
