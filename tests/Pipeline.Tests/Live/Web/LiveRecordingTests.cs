using Steerlens.Pipeline.Live.Session;
using Steerlens.Pipeline.Tests.Live.Sources;
using Steerlens.Pipeline.Tests.Video;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Tests.Live.Web;

/// <summary>Recordings that pages begin and end.</summary>
public sealed class LiveRecordingTests
{
    [Fact]
    public async Task Record_OfARunningScene_IsAPlayableFilmOfTheShownFrames()
    {
        await using var host = await LiveHost.StartAsync();
        await using var page = await LivePage.OpenAsync(host);
        await page.NextAsync("picture");

        await page.SendAsync("record", "\"on\":true");
        await page.NextAsync(message => message.IsState && message.StateOf("recording") is { Length: > 0 } && int.Parse(message.StateOf("recording", "frames"), System.Globalization.CultureInfo.InvariantCulture) >= 12);
        var saved = await page.AnswerAsync(await page.SendAsync("record", "\"on\":false"));

        Assert.Equal("saved", saved.Type);
        var name = saved["file"].GetString()!;
        Assert.Matches(@"^steerlens-\d{4}-\d\d-\d\d-\d{6}(-\d+)?\.mp4$", name);
        var media = await MediaProbe.ReadAsync(Path.Combine(host.Records, name));
        Assert.Equal((320, 180), (media.Video.StoredWidth, media.Video.StoredHeight));
        await RequirePlayableAsync(Path.Combine(host.Records, name), atLeast: 12);
        Assert.Single(Directory.GetFiles(host.Records));
    }

    [Fact]
    public async Task Record_WhereTheLayoutChanges_EndsAndSaysWhy()
    {
        await using var host = await LiveHost.StartAsync();
        await using var page = await LivePage.OpenAsync(host);
        await page.NextAsync("picture");
        await page.SendAsync("record", "\"on\":true");
        await page.NextAsync(message => message.IsState && message.StateOf("recording") is { Length: > 0 } && message.StateOf("recording", "frames") is not "0");

        await page.SendAsync("set", "\"settings\":{\"layout\":\"side-by-side\"}");

        var saved = await page.NextAsync("saved");
        Assert.Equal("the picture's size has changed", saved["reason"].GetString());
        await RequirePlayableAsync(Path.Combine(host.Records, saved["file"].GetString()!), atLeast: 1);
        await page.NextAsync(message => message.IsState && message.StateOf("recording").Length == 0);
    }

    [LinuxFact]
    public async Task Record_WhoseWriterDies_KeepsWhatItHadAndSaysSo()
    {
        await using var host = await LiveHost.StartAsync();
        await using var page = await LivePage.OpenAsync(host);
        await page.NextAsync("picture");
        await page.SendAsync("record", "\"on\":true");
        await page.NextAsync(message => message.IsState && message.StateOf("recording") is { Length: > 0 } && int.Parse(message.StateOf("recording", "frames"), System.Globalization.CultureInfo.InvariantCulture) >= 5);
        var growing = Assert.Single(Directory.GetFiles(host.Records));
        while (new FileInfo(growing).Length == 0) await Task.Delay(20);

        foreach (var process in System.Diagnostics.Process.GetProcessesByName("ffmpeg"))
        {
            using (process)
            {
                if ((await File.ReadAllTextAsync($"/proc/{process.Id}/cmdline")).Contains(host.Records, StringComparison.Ordinal)) process.Kill();
            }
        }

        var words = (await page.NextAsync("brokeOff"))["message"].GetString()!;
        Assert.StartsWith("the recording broke off: ", words, StringComparison.Ordinal);
        Assert.EndsWith($"what was written until then is in '{growing}'", words, StringComparison.Ordinal);
        Assert.EndsWith(".partial.mp4", growing, StringComparison.Ordinal);
        Assert.Equal([growing], Directory.GetFiles(host.Records));
        Assert.Contains(words, host.Notes, StringComparer.Ordinal);
        await page.NextAsync(message => message.IsState && message.StateOf("recording").Length == 0);
    }

    [Fact]
    public void RequireFolder_AFileOrNoPlace_IsRefusedInOneLine()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["file"], "");
        LiveRecorder.RequireFolder(folder["new/one"]);
        Assert.True(Directory.Exists(folder["new/one"]));
        Assert.Empty(Directory.GetFileSystemEntries(folder["new/one"]));

        foreach (var place in (string[])[folder["file"], folder["file/below"]])
        {
            var refusal = Assert.Throws<SteerlensException>(() => LiveRecorder.RequireFolder(place));
            Assert.Equal(ExitCode.OutputUnwritable, refusal.ExitCode);
            Assert.Contains($"recordings can't go to '{place}': ", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Snapshot_OfAPausedFrame_IsTheComposedPictureInFullSize()
    {
        await using var host = await LiveHost.StartAsync();
        await using var page = await LivePage.OpenAsync(host);
        await page.NextAsync("picture");
        await page.SendAsync("pause");
        await page.NextAsync(message => message.IsState && message.StateOf("paused") is "True");
        using var client = new HttpClient();

        var bytes = await client.GetByteArrayAsync(new Uri(host.Address, "snapshot.png"));

        var file = Path.Combine(host.Records, "snapshot.png");
        await File.WriteAllBytesAsync(file, bytes);
        var read = await StillPicture.ReadAsync(file);
        var composed = await host.Session.LookAsync(stages => stages.Frame.Composed!.Y.Span.ToArray(), CancellationToken.None);
        Assert.Equal((320, 180), (read.Width, read.Height));

        // The file is full range, the picture is not: 16..235 lies on 0..255.
        var difference = Enumerable.Range(0, composed.Length).Average(at => Math.Abs(((composed[at] - 16) * 255 / 219.0) - read.Y.Span[at]));
        Assert.InRange(difference, 0, 8);
    }

    [Fact]
    public async Task Metrics_OfARunningScene_AreFiguresThatPrometheusReads()
    {
        await using var host = await LiveHost.StartAsync();
        await using var page = await LivePage.OpenAsync(host);
        for (var count = 0; count < 5; count++) await page.NextAsync("picture");
        using var client = new HttpClient();

        using var answer = await client.GetAsync(new Uri(host.Address, "metrics"));

        Assert.StartsWith("text/plain; version=0.0.4", answer.Content.Headers.ContentType!.ToString(), StringComparison.Ordinal);
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.Matches(@"^(# (HELP \S+ .+|TYPE \S+ (counter|gauge|histogram))|[a-z_]+(\{[a-z]+=""[^""]*""(,le=""[^""]+"")?\})? -?[0-9.eE+-]+)$", line));
        Assert.True(Value("steerlens_frames_shown_total") >= 5);
        Assert.Equal(1, Value("steerlens_clients"));
        Assert.True(Value("steerlens_capture_to_sent_seconds_count") >= 5);
        foreach (var stage in (string[])["resize", "infer", "explain", "composite", "encode"])
        {
            var all = Value($"steerlens_stage_duration_seconds_bucket{{stage=\"{stage}\",le=\"+Inf\"}}");
            Assert.Equal(all, Value($"steerlens_stage_duration_seconds_count{{stage=\"{stage}\"}}"));
            Assert.True(all >= 5);
        }

        double Value(string name) => double.Parse(lines.Single(line => line.StartsWith(name + " ", StringComparison.Ordinal))[(name.Length + 1)..], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task RequirePlayableAsync(string file, int atLeast)
    {
        var tools = await FfmpegTools.FindAsync();
        var played = await FfmpegTools.RunAsync(tools.Ffmpeg, ["-v", "error", "-i", file, "-f", "null", "-"]);
        Assert.Equal(0, played.ExitCode);
        Assert.Empty(played.Complaints);
        var counted = await FfmpegTools.RunAsync(tools.Ffprobe, ["-v", "error", "-count_frames", "-show_entries", "stream=nb_read_frames", "-of", "csv=p=0", file]);
        Assert.True(int.Parse(counted.Output.Trim(), System.Globalization.CultureInfo.InvariantCulture) >= atLeast, counted.Output);
    }
}
