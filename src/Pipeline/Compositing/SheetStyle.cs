using Steerlens.Kernels.Drawing;

namespace Steerlens.Pipeline.Compositing;

/// <summary>Distances, typefaces and inks of a contact sheet. All distances are even, so that tiles keep their chroma samples.</summary>
internal sealed class SheetStyle
{
    public const int Margin = 24;
    public const int BetweenTiles = 10;
    public const int BetweenSections = 40;
    public const int BetweenBands = 30;
    public const int AfterHead = 16;
    public const int LegendWidth = 200;
    public const int LegendHeight = 12;

    public StrokeFont Title { get; } = new(26, 0.085);

    public StrokeFont Heading { get; } = new(19, 0.085);

    public StrokeFont Note { get; } = new(15);

    public StrokeFont Caption { get; } = new(15);

    public Ink Paper { get; } = Ink.FromRgb(ContactSheet.Color, 0x14181D);

    public Ink Empty { get; } = Ink.FromRgb(ContactSheet.Color, 0x1C2228);

    public Ink Text { get; } = Ink.FromRgb(ContactSheet.Color, 0xF6F8FA);

    public Ink Quiet { get; } = Ink.FromRgb(ContactSheet.Color, 0xB9C3CD);

    public Ink Marked { get; } = Ink.FromRgb(ContactSheet.Color, 0xFFC65C);

    /// <summary>The height of a line of a font, with the room to the next; even.</summary>
    public static int LineOf(StrokeFont font) => ((int)Math.Ceiling(font.Size * 1.35) + 1) & ~1;
}

/// <summary>One line of words on a sheet.</summary>
/// <param name="Text">The words.</param>
/// <param name="Font">Their typeface.</param>
/// <param name="Ink">Their ink.</param>
/// <param name="Height">The line's height.</param>
internal sealed record SheetLine(string Text, StrokeFont Font, Ink Ink, int Height)
{
    /// <summary>Breaks a text at spaces into lines of this width; a longer word is cut.</summary>
    public static IEnumerable<SheetLine> Wrap(string text, StrokeFont font, Ink ink, double width)
    {
        var line = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var longer = line.Length == 0 ? word : $"{line} {word}";
            if (line.Length > 0 && font.Measure(longer) > width)
            {
                yield return new SheetLine(Cut(line, font, width), font, ink, SheetStyle.LineOf(font));
                longer = word;
            }

            line = longer;
        }

        if (line.Length > 0) yield return new SheetLine(Cut(line, font, width), font, ink, SheetStyle.LineOf(font));
    }

    /// <summary>A text that fits into a width: cut, with three dots, where it does not.</summary>
    public static string Cut(string text, StrokeFont font, double width)
    {
        if (font.Measure(text) <= width) return text;
        var room = width - font.Measure("\u2026");
        return room <= 0 ? "" : string.Concat(text.AsSpan(0, font.CountFitting(text, room)).TrimEnd(), "\u2026");
    }
}
