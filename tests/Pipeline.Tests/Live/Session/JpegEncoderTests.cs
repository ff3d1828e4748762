using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Live.Session;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Tests.Live.Session;

public sealed class JpegEncoderTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(YuvMatrix.Bt709, false)]
    [InlineData(YuvMatrix.Bt601, false)]
    [InlineData(YuvMatrix.Bt601, true)]
    public async Task Offer_APictureOfOneColour_GivesAJpegOfThatColour(YuvMatrix matrix, bool fullRange)
    {
        var color = new YuvColor(matrix, fullRange);
        var picture = Filled(color, 0.8, 0.3, 0.1);
        var ready = Channel.CreateUnbounded<byte[]>();
        await using var encoder = await StartAsync(color, ready);

        encoder.Offer(picture, new PictureFacts());
        var jpeg = await NextAsync(ready);

        using var folder = new Scratch();
        await File.WriteAllBytesAsync(folder["a.jpg"], jpeg);
        var read = await StillPicture.ReadAsync(folder["a.jpg"]);
        var (red, green, blue) = read.Color.ToRgb(read.Y.Row(20)[20], read.U.Row(10)[10], read.V.Row(10)[10]);
        Assert.InRange(red, 0.76, 0.84);
        Assert.InRange(green, 0.26, 0.34);
        Assert.InRange(blue, 0.06, 0.14);
    }

    [Fact]
    public async Task Offer_OnePictureAfterTheOther_GivesEachAtOnceAndInOrder()
    {
        var color = new YuvColor(YuvMatrix.Bt601, FullRange: true);
        var ready = Channel.CreateUnbounded<byte[]>();
        await using var encoder = await StartAsync(color, ready);
        var lengths = new List<int>();

        for (var count = 1; count <= 4; count++)
        {
            // Each is waited for before the next is offered: an encoder that held one back would never answer.
            encoder.Offer(Noisy(color, 32 * count), new PictureFacts());
            lengths.Add((await NextAsync(ready)).Length);
        }

        Assert.Equal(lengths.Order(), lengths);
    }

    [Fact]
    public async Task Offer_WhereItsFfmpegWasKilled_GoesOnWithANewOne()
    {
        var color = new YuvColor(YuvMatrix.Bt601, FullRange: true);
        var ready = Channel.CreateUnbounded<byte[]>();
        var notes = new List<string>();
        await using var encoder = await StartAsync(color, ready, notes);
        encoder.Offer(Noisy(color, 50), new PictureFacts());
        await NextAsync(ready);

        var id = encoder.ProcessId!.Value;
        Process.GetProcessById(id).Kill();
        for (var trial = 0; trial < 600 && encoder.ProcessId == id; trial++)
        {
            encoder.Offer(Noisy(color, 60), new PictureFacts());
            await Task.Delay(50);
        }

        await NextAsync(ready);
        lock (notes) Assert.Contains(notes, note => note.Contains("is started anew", StringComparison.Ordinal));
    }

    private static async Task<JpegEncoder> StartAsync(YuvColor color, Channel<byte[]> ready, List<string>? notes = null)
    {
        var tools = await FfmpegTools.FindAsync();
        return new JpegEncoder(tools.Ffmpeg, 128, 96, color, 4, new ConcurrentBag<LivePicture>(), TimeProvider.System, Take, Note);

        void Take(LivePicture picture)
        {
            var message = picture.Message.Span;
            ready.Writer.TryWrite(message[(4 + (int)BitConverter.ToUInt32(message))..].ToArray());
            picture.Release();
        }

        void Note(string text)
        {
            if (notes is null) return;
            lock (notes) notes.Add(text);
        }
    }

    private static async Task<byte[]> NextAsync(Channel<byte[]> ready)
    {
        using var patience = new CancellationTokenSource(Patience);
        return await ready.Reader.ReadAsync(patience.Token);
    }

    private static YuvImage Filled(YuvColor color, double red, double green, double blue)
    {
        var picture = new YuvImage(128, 96, color);
        var (y, u, v) = color.FromRgb(red, green, blue);
        picture.Y.Span.Fill(y);
        picture.U.Span.Fill(u);
        picture.V.Span.Fill(v);
        return picture;
    }

    /// <summary>Grey with noise in some rows: the more of them, the longer the JPEG.</summary>
    private static YuvImage Noisy(YuvColor color, int rows)
    {
        var picture = Filled(color, 0.5, 0.5, 0.5);
        var random = new Random(5);
        for (var y = 0; y < Math.Min(rows, 96); y++) random.NextBytes(picture.Y.Row(y)[..Math.Min(128, rows)]);
        return picture;
    }

    private sealed class Scratch : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("steerlens-test-");

        public string this[string name] => Path.Combine(_folder.FullName, name);

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
