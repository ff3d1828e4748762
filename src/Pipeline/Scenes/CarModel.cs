using System.Numerics;
using System.Runtime.InteropServices;

namespace Steerlens.Pipeline.Scenes;

/// <summary>What a part of a car is made of.</summary>
internal enum CarPart
{
    Body,
    Glass,
    Dark,
    TailLight,
    HeadLight,
    Metal,
    Plate,
    Cargo,
}

/// <summary>A flat face; corners in metres: X right, Y up from the ground, Z ahead of the car's middle.</summary>
internal readonly record struct CarFace(Vector3 A, Vector3 B, Vector3 C, Vector3 D, Vector3 Normal, CarPart Part);

/// <summary>A car as flat faces.</summary>
internal sealed class CarModel
{
    private readonly List<CarFace> _faces = [];

    private CarModel(double length, double width, double height) => (Length, Width, Height) = (length, width, height);

    /// <summary>The models: saloon, estate, van, lorry.</summary>
    public static CarModel[] All { get; } =
    [
        Car(4.5f, 0.90f, 1.42f, [(-2.25f, 0.50f, 0.80f), (-2.12f, 0.36f, 0.98f), (-1.35f, 0.24f, 1.00f), (0.85f, 0.24f, 0.95f), (1.75f, 0.26f, 0.83f), (2.15f, 0.32f, 0.68f), (2.25f, 0.42f, 0.55f)], -1.72f, -0.85f, 0.25f, 1.05f),
        Car(4.2f, 0.91f, 1.58f, [(-2.10f, 0.50f, 0.80f), (-2.02f, 0.34f, 1.02f), (-1.5f, 0.26f, 1.03f), (0.95f, 0.26f, 1.00f), (1.70f, 0.28f, 0.90f), (2.0f, 0.34f, 0.74f), (2.10f, 0.42f, 0.60f)], -1.98f, -1.55f, 0.20f, 1.10f),
        Car(5.0f, 0.98f, 2.15f, [(-2.50f, 0.45f, 0.85f), (-2.46f, 0.34f, 1.12f), (-1.5f, 0.26f, 1.13f), (1.45f, 0.26f, 1.12f), (2.20f, 0.28f, 0.98f), (2.42f, 0.34f, 0.80f), (2.50f, 0.42f, 0.62f)], -2.44f, -2.30f, 0.95f, 1.75f),
        Truck(),
    ];

    public ReadOnlySpan<CarFace> Faces => CollectionsMarshal.AsSpan(_faces);

    public double Length { get; }

    public double Width { get; }

    public double Height { get; }

    private static CarModel Car(float length, float half, float height, (float Z, float Low, float High)[] stations, float rearFoot, float rearRoof, float frontRoof, float frontFoot)
    {
        var model = new CarModel(length, half * 2, height);
        for (var i = 0; i + 1 < stations.Length; i++) model.Hull(stations[i], stations[i + 1], half);
        var (rear, front) = (stations[0], stations[^1]);
        model.Wall(rear, half, -1);
        model.Wall(front, half, 1);

        // The cabin: windows that lean in, under a roof.
        var belt = stations[2].High - 0.03f;
        var (wide, narrow) = (half * 0.90f, half * 0.70f);
        var (rearTop, frontTop) = (height - 0.05f, height - 0.03f);
        model.Face(new(-wide, belt, rearFoot), new(wide, belt, rearFoot), new(narrow, rearTop, rearRoof), new(-narrow, rearTop, rearRoof), CarPart.Glass);
        model.Face(new(-wide, belt, frontFoot), new(wide, belt, frontFoot), new(narrow, frontTop, frontRoof), new(-narrow, frontTop, frontRoof), CarPart.Glass);
        foreach (var side in (ReadOnlySpan<float>)[-1, 1])
        {
            model.Face(new(side * wide, belt, rearFoot), new(side * wide, belt, frontFoot), new(side * narrow, frontTop, frontRoof), new(side * narrow, rearTop, rearRoof), CarPart.Glass);
            // The pillars stand a little outside the glass.
            var (footOut, topOut) = (side * (wide + 0.012f), side * (narrow + 0.012f));
            foreach (var (foot, top) in (ReadOnlySpan<(float, float)>)[(rearFoot, rearRoof), ((rearFoot + frontFoot) * 0.5f, (rearRoof + frontRoof) * 0.5f), (frontFoot - 0.10f, frontRoof - 0.08f)])
                model.Face(new(footOut, belt, foot), new(footOut, belt, foot + 0.11f), new(topOut, rearTop, top + 0.08f), new(topOut, rearTop, top), CarPart.Body);
            model.Face(new(side * narrow, rearTop, rearRoof), new(side * narrow, frontTop, frontRoof), new(side * narrow * 0.8f, height, frontRoof - 0.1f), new(side * narrow * 0.8f, height, rearRoof + 0.1f), CarPart.Body);
            model.Face(new(side * (half + 0.14f), belt + 0.02f, frontFoot - 0.35f), new(side * half * 0.9f, belt + 0.02f, frontFoot - 0.35f), new(side * half * 0.9f, belt + 0.16f, frontFoot - 0.35f), new(side * (half + 0.14f), belt + 0.16f, frontFoot - 0.35f), CarPart.Body);
        }
        var inner = narrow * 0.8f;
        model.Face(new(-inner, height, rearRoof + 0.1f), new(inner, height, rearRoof + 0.1f), new(inner, height, frontRoof - 0.1f), new(-inner, height, frontRoof - 0.1f), CarPart.Body);
        model.Face(new(-narrow, rearTop, rearRoof), new(narrow, rearTop, rearRoof), new(inner, height, rearRoof + 0.1f), new(-inner, height, rearRoof + 0.1f), CarPart.Body);
        model.Face(new(-narrow, frontTop, frontRoof), new(narrow, frontTop, frontRoof), new(inner, height, frontRoof - 0.1f), new(-inner, height, frontRoof - 0.1f), CarPart.Body);

        model.Trim(rear.Z - 0.015f, rear.High, half, CarPart.TailLight, 0.12f);
        model.Trim(front.Z + 0.015f, front.High + 0.06f, half, CarPart.HeadLight, 0.12f);
        model.Rectangle(-0.26f, 0.26f, rear.High - 0.18f, rear.High - 0.07f, rear.Z - 0.02f, -1, CarPart.Plate);
        model.Rectangle(-half * 0.92f, half * 0.92f, 0.30f, 0.46f, rear.Z + 0.02f, -1, CarPart.Dark);
        model.Rectangle(-half * 0.6f, half * 0.6f, 0.36f, 0.52f, front.Z + 0.02f, 1, CarPart.Dark);
        foreach (var z in (ReadOnlySpan<float>)[-length * 0.31f, length * 0.31f]) model.Wheels(z, half, 0.33f);
        return model;
    }

    private static CarModel Truck()
    {
        var model = new CarModel(10.5, 2.5, 3.6);
        model.Box(-1.25f, 1.25f, 1.05f, 3.6f, -5.2f, 2.6f, CarPart.Cargo);
        model.Box(-0.55f, 0.55f, 0.65f, 1.05f, -5.0f, 4.8f, CarPart.Dark);
        model.Box(-1.2f, 1.2f, 0.55f, 2.0f, 2.9f, 5.15f, CarPart.Body);
        model.Box(-1.15f, 1.15f, 2.0f, 2.95f, 2.9f, 5.0f, CarPart.Body);
        model.Rectangle(-1.02f, 1.02f, 2.02f, 2.8f, 5.02f, 1, CarPart.Glass);
        model.Rectangle(-1.2f, 1.2f, 0.5f, 0.62f, -5.22f, -1, CarPart.Dark);
        model.Rectangle(-1.2f, -0.85f, 0.80f, 0.98f, -5.23f, -1, CarPart.TailLight);
        model.Rectangle(0.85f, 1.2f, 0.80f, 0.98f, -5.23f, -1, CarPart.TailLight);
        model.Rectangle(-1.15f, -0.75f, 0.8f, 1.0f, 5.17f, 1, CarPart.HeadLight);
        model.Rectangle(0.75f, 1.15f, 0.8f, 1.0f, 5.17f, 1, CarPart.HeadLight);
        model.Rectangle(-0.012f, 0.012f, 1.1f, 3.55f, -5.22f, -1, CarPart.Dark);
        model.Rectangle(-0.26f, 0.26f, 0.66f, 0.78f, -5.23f, -1, CarPart.Plate);
        foreach (var z in (ReadOnlySpan<float>)[-4.1f, -2.9f, 3.9f]) model.Wheels(z, 1.22f, 0.5f);
        return model;
    }

    private void Hull((float Z, float Low, float High) one, (float Z, float Low, float High) other, float half)
    {
        Span<Vector3> from = stackalloc Vector3[5];
        Span<Vector3> to = stackalloc Vector3[5];
        Ring(one, half, from);
        Ring(other, half, to);
        for (var i = 0; i < 4; i++)
        {
            Face(from[i], from[i + 1], to[i + 1], to[i], CarPart.Body);
            Face(Mirror(from[i]), Mirror(from[i + 1]), Mirror(to[i + 1]), Mirror(to[i]), CarPart.Body);
        }
    }

    private static void Ring((float Z, float Low, float High) station, float half, Span<Vector3> ring)
    {
        var taper = Math.Abs(station.Z) > 2 ? 0.93f : 1;
        var (z, low, high) = station;
        var middle = low + (0.55f * (high - low));
        ring[0] = new(half * 0.90f * taper, low, z);
        ring[1] = new(half * taper, low + (0.3f * (high - low)), z);
        ring[2] = new(half * 0.99f * taper, middle + (0.12f * (high - low)), z);
        ring[3] = new(half * 0.90f * taper, high - 0.02f, z);
        ring[4] = new(0, high + 0.02f, z);
    }

    private void Wall((float Z, float Low, float High) station, float half, int direction)
    {
        Span<Vector3> ring = stackalloc Vector3[5];
        Ring(station, half, ring);
        for (var i = 0; i < 4; i++)
        {
            var (a, b) = (ring[i], ring[i + 1]);
            Add(a, b, Mirror(b), Mirror(a), new Vector3(0, 0, direction), CarPart.Body);
        }
    }

    private void Trim(float z, float high, float half, CarPart part, float tall)
    {
        var direction = z < 0 ? -1 : 1;
        Rectangle(-half * 0.88f, -half * 0.52f, high - tall - 0.04f, high - 0.04f, z, direction, part);
        Rectangle(half * 0.52f, half * 0.88f, high - tall - 0.04f, high - 0.04f, z, direction, part);
    }

    private void Rectangle(float left, float right, float low, float high, float z, int direction, CarPart part) =>
        Add(new(left, low, z), new(right, low, z), new(right, high, z), new(left, high, z), new Vector3(0, 0, direction), part);

    private void Box(float left, float right, float low, float high, float rear, float front, CarPart part)
    {
        Rectangle(left, right, low, high, rear, -1, part);
        Rectangle(left, right, low, high, front, 1, part);
        Add(new(left, low, rear), new(left, low, front), new(left, high, front), new(left, high, rear), -Vector3.UnitX, part);
        Add(new(right, low, rear), new(right, low, front), new(right, high, front), new(right, high, rear), Vector3.UnitX, part);
        Add(new(left, high, rear), new(right, high, rear), new(right, high, front), new(left, high, front), Vector3.UnitY, part);
    }

    private void Wheels(float z, float half, float radius)
    {
        const int sides = 12;
        foreach (var side in (ReadOnlySpan<float>)[-1, 1])
        {
            var (outside, inside) = (side * (half + 0.015f), side * (half - 0.22f));
            for (var i = 0; i < sides; i++)
            {
                var (y0, z0) = Rim(i, radius);
                var (y1, z1) = Rim(i + 1, radius);
                Add(new(outside, y0, z0), new(outside, y1, z1), new(inside, y1, z1), new(inside, y0, z0), Vector3.Normalize(new Vector3(0, y0 - radius, z0 - z)), CarPart.Dark);
                Add(new(outside, y0, z0), new(outside, y1, z1), new(outside, radius, z), new(outside, radius, z), new Vector3(side, 0, 0), CarPart.Dark);
                var hub = side * (half + 0.03f);
                Add(new(hub, radius + ((y0 - radius) * 0.6f), z + ((z0 - z) * 0.6f)), new(hub, radius + ((y1 - radius) * 0.6f), z + ((z1 - z) * 0.6f)), new(hub, radius, z), new(hub, radius, z), new Vector3(side, 0, 0), CarPart.Metal);
            }
        }

        (float Y, float Z) Rim(int step, float size)
        {
            var (sin, cos) = MathF.SinCos(step * 2 * MathF.PI / sides);
            return (size + (size * sin), z + (size * cos));
        }
    }

    private void Face(Vector3 a, Vector3 b, Vector3 c, Vector3 d, CarPart part)
    {
        var normal = Vector3.Cross(b - a, c - a);
        if (normal.LengthSquared() < 1e-8f) normal = Vector3.Cross(c - a, d - a);
        normal = Vector3.Normalize(normal);
        // Faces look away from the middle of the car.
        if (Vector3.Dot(normal, (0.25f * (a + b + c + d)) - new Vector3(0, 0.6f, 0)) < 0) normal = -normal;
        Add(a, b, c, d, normal, part);
    }

    private void Add(Vector3 a, Vector3 b, Vector3 c, Vector3 d, Vector3 normal, CarPart part) => _faces.Add(new CarFace(a, b, c, d, normal, part));

    private static Vector3 Mirror(Vector3 place) => place with { X = -place.X };
}
