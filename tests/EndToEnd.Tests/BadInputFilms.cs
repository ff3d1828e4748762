using System.Diagnostics;

namespace Steerlens.EndToEnd.Tests;

/// <summary>Makes small films with ffmpeg.</summary>
internal static class BadInputFilms
{
    /// <summary>Twelve frames of 160 x 90 with sound, playable.</summary>
    public static void MakePlain(string path, params string[] more) => Run(
        ["-f", "lavfi", "-i", "testsrc=s=160x90:r=12:d=1", "-f", "lavfi", "-i", "sine=d=1", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac", .. more, path]);

    /// <summary>Sound alone.</summary>
    public static void MakeAudioOnly(string path) => Run(["-f", "lavfi", "-i", "sine=d=1", "-c:a", "aac", path]);

    /// <summary>A picture stream without a single frame.</summary>
    public static void MakeWithoutFrames(string path) => Run(["-f", "lavfi", "-i", "testsrc=s=160x90:r=12:d=1", "-frames:v", "0", "-c:v", "libx264", path]);

    private static void Run(string[] arguments)
    {
        var start = new ProcessStartInfo("ffmpeg") { UseShellExecute = false, RedirectStandardError = true };
        foreach (var argument in (string[])["-v", "error", "-nostdin", "-y", .. arguments]) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var complaints = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, complaints);
    }
}
