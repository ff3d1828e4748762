namespace Steerlens.Pipeline.Drives;

/// <summary>Reads labelled drives of every known kind.</summary>
public static class DriveReader
{
    // 14 hours at 20 frames a second.
    private const int MostFrames = 1_000_000;
    private const double LongestStep = 1;
    private const double AfterBackwards = 2;

    /// <summary>Reads a drive.</summary>
    /// <param name="source">A labels file, or a folder with one.</param>
    /// <exception cref="SteerlensException">It is none, a line is wrong, or a picture is missing; the message names file and line.</exception>
    public static LabelledDrive Read(string source)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        var path = LabelFiles.Require(source);
        using var text = new LabelText(path);
        var line = text.Next();
        var kind = (line is null ? null : LabelKinds.Of(path, line)) ?? throw Wrong(path, text, $"it starts no labels that are known: {LabelKinds.Known}");
        if (kind.HasHeader) line = text.Next();
        var frames = new List<LabelledFrame>();
        var pictures = new PicturePlaces(path);
        LabelLine? previous = null;
        for (; line is not null; line = text.Next())
        {
            var label = Parse(kind, line, path, text);
            if (frames.Count == MostFrames) throw Wrong(path, text, $"a drive has {MostFrames} frames at most: split the file");
            if (pictures.Find(label.Picture) is not { } picture) throw Wrong(path, text, $"its picture '{label.Picture}' is in none of {pictures.Names}: restore it, or take the line out");
            if (previous is { } before && before.Seconds is null != label.Seconds is null) throw Wrong(path, text, "it says another thing about its time than the line before: give all lines a time, or none");
            frames.Add(Next(frames, previous, label, picture));
            previous = label;
        }

        return frames.Count > 0 ? new LabelledDrive(path, kind.Name, frames) : throw Wrong(path, text, "there are no labels in the file");
    }

    private static LabelLine Parse(ILabelKind kind, string line, string path, LabelText text)
    {
        try
        {
            return kind.Read(LabelKinds.Split(line));
        }
        catch (FormatException exception)
        {
            throw new SteerlensException(ExitCode.InputUnreadable, $"'{path}', line {text.Number}: {exception.Message}", exception);
        }
    }

    private static LabelledFrame Next(List<LabelledFrame> frames, LabelLine? previous, LabelLine label, string picture)
    {
        if (previous is not { } before) return new LabelledFrame(picture, 0, label.Angle, FollowsGap: true);

        // Without times the drive runs at the rate at which pictures are played.
        var step = label.Seconds - before.Seconds ?? Video.ImageFolderSource.DefaultRate.Inverse.ToDouble();
        var isBackwards = step < 0;
        return new LabelledFrame(
            picture, frames[^1].Seconds + (isBackwards ? AfterBackwards : step), label.Angle,
            FollowsGap: isBackwards || step > LongestStep || (label.Place is { } place && place != before.Place + 1));
    }

    private static SteerlensException Wrong(string path, LabelText text, string what) => new(ExitCode.InputUnreadable, $"'{path}', line {text.Number}: {what}");
}
