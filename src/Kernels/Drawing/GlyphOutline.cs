using System.Collections.Frozen;
using System.Globalization;
using System.Numerics;

namespace Steerlens.Kernels.Drawing;

/// <summary>
/// The middle lines of one character's strokes. Units: capitals are 100 high, small letters 71, the baseline is 0, y points up.
/// </summary>
internal sealed class GlyphOutline
{
    public const float CapitalHeight = 100;
    public const float SmallHeight = 71;

    // A circle's exponent is 2; bowls a little squarer than that look like lettering on instruments.
    private const double Squareness = 2.25;
    private const int CurveSteps = 12;

    private static readonly FrozenDictionary<char, GlyphOutline> Known =
        GlyphShapes.All.ToFrozenDictionary(shape => shape.Character, shape => new GlyphOutline(shape.Left, shape.Width, shape.Right, shape.Path));

    private static readonly GlyphOutline Unknown = new(12, 56, 12, "M0 0 L0 100 L56 100 L56 0 Z");

    private GlyphOutline(float left, float width, float right, string path)
    {
        Bearing = left;
        Advance = left + width + right;
        Lines = [.. Read(path)];
        Strokes = Lines.Count == 0 ? 0 : 1;
    }

    /// <summary>From the cell's start to the outline's x = 0.</summary>
    public float Bearing { get; }

    /// <summary>From the cell's start to the next cell, without the thickness of the strokes.</summary>
    public float Advance { get; }

    /// <summary>How many stroke thicknesses widen the cell: none for a space, else one.</summary>
    public int Strokes { get; }

    /// <summary>The strokes as straight pieces; a dot is a piece without length.</summary>
    public IReadOnlyList<(Vector2 From, Vector2 To, bool IsDot)> Lines { get; }

    public static GlyphOutline Of(char character) => Known.TryGetValue(character, out var outline) ? outline : Unknown;

    // The language of the shapes: M x y moves, L x y draws a line, C x1 y1 x2 y2 x y a cubic curve, Z closes,
    // E cx cy rx ry from sweep a part of an ellipse (degrees, counter-clockwise), O cx cy rx ry a whole one, D x y a dot.
    private static IEnumerable<(Vector2 From, Vector2 To, bool IsDot)> Read(string path)
    {
        var tokens = new Queue<string>(Tokens(path));
        Vector2? pen = null;
        var start = Vector2.Zero;
        while (tokens.TryDequeue(out var command))
        {
            switch (command)
            {
                case "M":
                    pen = start = Point();
                    break;
                case "L":
                    yield return To(Point());
                    break;
                case "Z":
                    yield return To(start);
                    break;
                case "D":
                    var dot = Point();
                    yield return (dot, dot, true);
                    pen = null;
                    break;
                case "C":
                    var (p0, p1, p2, p3) = (pen ?? Vector2.Zero, Point(), Point(), Point());
                    for (var step = 1; step <= CurveSteps; step++) yield return To(Cubic(p0, p1, p2, p3, step / (float)CurveSteps));
                    break;
                case "E" or "O":
                    var (centre, radii) = (Point(), Point());
                    var (from, sweep) = command[0] == 'E' ? (Number(), Number()) : (0, 360);
                    if (command[0] == 'O') pen = null;
                    var steps = (int)Math.Ceiling(Math.Abs(sweep) / 9);
                    for (var step = 0; step <= steps; step++)
                    {
                        var point = OnEllipse(centre, radii, from + (sweep * step / steps));
                        if (pen is null) pen = start = point;
                        else yield return To(point);
                    }

                    break;
                default:
                    throw new FormatException($"'{command}' is no command of a glyph's path '{path}'.");
            }
        }

        (Vector2, Vector2, bool) To(Vector2 next)
        {
            var line = (pen ?? throw new FormatException($"The path '{path}' draws before it moves."), next, false);
            pen = next;
            return line;
        }

        float Number() => float.Parse(tokens.Dequeue(), CultureInfo.InvariantCulture);
        Vector2 Point() => new(Number(), Number());
    }

    private static IEnumerable<string> Tokens(string path)
    {
        foreach (var word in path.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (char.IsLetter(word[0])) yield return word[..1];
            if (!char.IsLetter(word[0])) yield return word;
            else if (word.Length > 1) yield return word[1..];
        }
    }

    private static Vector2 Cubic(Vector2 p0, Vector2 p1, Vector2 p2, Vector2 p3, float t)
    {
        var s = 1 - t;
        return (p0 * (s * s * s)) + (p1 * (3 * s * s * t)) + (p2 * (3 * s * t * t)) + (p3 * (t * t * t));
    }

    private static Vector2 OnEllipse(Vector2 centre, Vector2 radii, float degrees)
    {
        var (sine, cosine) = Math.SinCos(degrees * Math.PI / 180);
        return centre + (radii * new Vector2(Bend(cosine), Bend(sine)));
    }

    private static float Bend(double value) => (float)(Math.Sign(value) * Math.Pow(Math.Abs(value), 2 / Squareness));
}
