using FsCheck;
using FsCheck.Fluent;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Tests.Video;

public sealed class NutTests
{
    private static readonly NutStream Small = new(4, 2, NutStream.Yuv420, new Rational(1001, 30000), new Rational(4, 3), new Rational(30000, 1001));

    [Fact]
    public void Read_WhatWasWritten_GivesTheSameFrames()
    {
        var stamps = Gen.OneOf(Gen.Choose(0, 3).Select(n => (long)n), Gen.Choose(0, int.MaxValue).Select(n => (long)n), Gen.Choose(0, int.MaxValue).Select(n => (long)n << 28)).ArrayOf();
        Prop.ForAll(stamps.ToArbitrary(), times =>
        {
            var written = new MemoryStream();
            var writer = new NutWriter(written, Small);
            for (var i = 0; i < times.Length; i++) writer.Write(times[i], Picture(i));
            written.Position = 0;

            var reader = new NutReader(new Trickle(written));
            Assert.Equal(Small with { Rate = null }, reader.Stream);
            var picture = new byte[Small.PictureBytes];
            for (var i = 0; i < times.Length; i++)
            {
                Assert.True(reader.NextFrame());
                Assert.Equal(times[i], reader.Pts);
                reader.ReadPicture(picture);
                Assert.Equal(Picture(i), picture);
            }

            Assert.False(reader.NextFrame());
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Read_CutAnywhere_EndsOrSaysSoAndNeverInventsAFrame()
    {
        var written = new MemoryStream();
        var writer = new NutWriter(written, Small);
        for (var i = 0; i < 3; i++) writer.Write(i, Picture(i));
        var bytes = written.ToArray();
        var counts = new List<int>();
        for (var length = 0; length < bytes.Length; length++)
        {
            var frames = 0;
            try
            {
                var reader = new NutReader(new MemoryStream(bytes, 0, length));
                var picture = new byte[Small.PictureBytes];
                while (reader.NextFrame())
                {
                    reader.ReadPicture(picture);
                    Assert.Equal(Picture(frames++), picture);
                }
            }
            catch (EndOfStreamException)
            {
                // The expected end of most prefixes.
            }

            counts.Add(frames);
        }

        Assert.Equal(0, counts[0]);
        Assert.Equal(2, counts[^1]);
        Assert.Equal(counts.Order(), counts);
    }

    [Fact]
    public void Read_Noise_IsRefusedOrEnds()
    {
        var random = new System.Random(5);
        var refused = 0;
        var written = new MemoryStream();
        var writer = new NutWriter(written, Small);
        for (var i = 0; i < 3; i++) writer.Write(i, Picture(i));
        var good = written.ToArray();
        for (var round = 0; round < 2000; round++)
        {
            var bytes = (byte[])good.Clone();
            for (var change = 0; change < 3; change++) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                var reader = new NutReader(new MemoryStream(bytes));
                for (var frames = 0; reader.NextFrame(); frames++) Assert.InRange(frames, 0, 10);
            }
            catch (Exception error) when (error is EndOfStreamException or InvalidDataException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 200, 2000);
    }

    [Fact]
    public async Task Read_WrittenByFfmpeg_GivesEachTimeWhateverTheStep()
    {
        // Steps about half the range of the short time stamps are where they are read wrongly most easily.
        using var folder = new TemporaryFolder();
        long[] steps = [1, 8190, 8191, 8192, 8193, 16383, 16384, 16385, 100_000, 8192, 1, 70_000_000];
        var times = new List<long> { 0 };
        foreach (var step in steps) times.Add(times[^1] + step);
        using (var file = File.Create(folder["a.nut"]))
        {
            var writer = new NutWriter(file, Small with { TimeBase = new Rational(1, 65536) });
            foreach (var time in times) writer.Write(time, Picture(0));
        }

        await Films.MakeAsync("-copyts", "-i", folder["a.nut"], "-fps_mode", "passthrough", "-enc_time_base", "1:65536", "-c:v", "rawvideo", "-f", "nut", folder["b.nut"]);

        using var again = File.OpenRead(folder["b.nut"]);
        var reader = new NutReader(again);
        var read = new List<long>();
        while (reader.NextFrame()) read.Add(reader.Pts);
        Assert.Equal(new Rational(1, 65536), reader.Stream.TimeBase);
        Assert.Equal(times, read);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void Write_TimeOutOfRange_IsRefused(long pts)
    {
        var writer = new NutWriter(new MemoryStream(), Small);

        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Write(pts, new byte[Small.PictureBytes]));
    }

    [Fact]
    public void Write_WrongSize_IsRefused()
    {
        var writer = new NutWriter(new MemoryStream(), Small);

        Assert.Throws<ArgumentException>(() => writer.Write(0, new byte[Small.PictureBytes - 1]));
    }

    [Fact]
    public async Task Write_ReadByFfmpeg_KeepsTimesPicturesAndAlpha()
    {
        using var folder = new TemporaryFolder();
        foreach (var format in (uint[])[NutStream.Yuv420, NutStream.Yuva420])
        {
            var stream = new NutStream(16, 8, format, new Rational(1, 90000), new Rational(1, 1), new Rational(25, 1));
            long[] times = [0, 1, 3003, 100000, 1L << 40];
            var random = new System.Random(1);
            var all = new byte[times.Length * stream.PictureBytes];
            random.NextBytes(all);
            using (var file = File.Create(folder["a.nut"]))
            {
                var writer = new NutWriter(file, stream);
                for (var i = 0; i < times.Length; i++)
                {
                    var picture = all.AsSpan(i * stream.PictureBytes, stream.PictureBytes);
                    writer.Write(times[i], picture[..192], picture[192..]);
                }
            }

            Assert.Equal(times.Select(time => new Rational(time, 90000)), await Films.TimesAsync(folder["a.nut"]));
            await Films.MakeAsync("-copyts", "-i", folder["a.nut"], "-fps_mode", "passthrough", "-f", "rawvideo", folder["a.raw"]);
            Assert.Equal(all, await File.ReadAllBytesAsync(folder["a.raw"]));
            Assert.Equal(format == NutStream.Yuv420 ? "yuv420p" : "yuva420p", await Films.EntryAsync(folder["a.nut"], "v:0", "stream=pix_fmt"));
            Assert.Equal("25/1", await Films.EntryAsync(folder["a.nut"], "v:0", "stream=r_frame_rate"));
        }
    }

    private static byte[] Picture(int seed)
    {
        var bytes = new byte[Small.PictureBytes];
        new System.Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Hands out few bytes at a time, as pipes do.</summary>
    private sealed class Trickle(Stream inner) : Stream
    {
        private int _turn;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => inner.Length;

        public override long Position { get => inner.Position; set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer) => inner.Read(buffer[..Math.Min(buffer.Length, 1 + (_turn++ % 7))]);

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
