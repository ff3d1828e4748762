using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Tests.Video;

public class PictureTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(".png", 3)]
    [InlineData(".jpg", 6)]
    public async Task WriteThenRead_Picture_KeepsItsColors(string extension, int tolerance)
    {
        var path = _folder["a 100%d" + extension];
        var picture = Gradient(new YuvColor(YuvMatrix.Bt709, FullRange: false));

        await StillPicture.WriteAsync(path, picture);
        var read = await StillPicture.ReadAsync(path);

        Assert.Equal((picture.Width, picture.Height), (read.Width, read.Height));
        for (var y = 0; y < 48; y += 3)
        {
            for (var x = 0; x < 64; x += 3)
            {
                var (expected, actual) = (Rgb(picture, x, y), Rgb(read, x, y));
                Assert.InRange(255 * (actual.Red - expected.Red), -tolerance, tolerance);
                Assert.InRange(255 * (actual.Green - expected.Green), -tolerance, tolerance);
                Assert.InRange(255 * (actual.Blue - expected.Blue), -tolerance, tolerance);
            }
        }
    }

    [Fact]
    public async Task Write_Existing_IsRefusedUnlessAllowed()
    {
        var picture = Gradient(new YuvColor(YuvMatrix.Bt601, FullRange: true));
        await StillPicture.WriteAsync(_folder["a.png"], picture);

        var error = await Assert.ThrowsAsync<SteerlensException>(() => StillPicture.WriteAsync(_folder["a.png"], picture));
        Assert.Equal(ExitCode.OutputUnwritable, error.ExitCode);
        await StillPicture.WriteAsync(_folder["a.png"], picture, overwrite: true);
        Assert.Equal(_folder["a.png"], Assert.Single(Directory.GetFiles(_folder.Path)));
    }

    [Fact]
    public async Task Read_NoPicture_SaysWhy()
    {
        await File.WriteAllTextAsync(_folder["a.png"], "nothing of the kind");

        var error = await Assert.ThrowsAsync<SteerlensException>(() => StillPicture.ReadAsync(_folder["a.png"]));

        Assert.Equal(ExitCode.InputUnreadable, error.ExitCode);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData(".png")]
    [InlineData(".jpg")]
    public async Task ReadFolder_AwkwardNames_AreFramesInTheirOrder(string extension)
    {
        string[] names = ["a2", "a10", "b%d 'quoted'", "c\nline", "d\"e"];
        for (var i = 0; i < names.Length; i++)
        {
            await Films.MakeAsync("-f", "lavfi", "-i", $"color=c=0x{40 + (i * 20):x2}{40 + (i * 20):x2}{40 + (i * 20):x2}:s=32x24", "-frames:v", "1", "-update", "1", _folder["x" + extension]);
            File.Move(_folder["x" + extension], _folder[names[i] + extension]);
        }

        await using var source = await ImageFolderSource.OpenAsync(_folder.Path);
        using var frame = new Frame(source.Format);
        var grays = new List<double>();
        while (await source.ReadAsync(frame, CancellationToken.None))
        {
            Assert.Equal(grays.Count, frame.Index);
            Assert.Equal(frame.Index, frame.Pts);
            grays.Add(255 * Rgb(frame.Picture, 8, 8).Green);
        }

        Assert.Empty(source.Warnings);
        Assert.Equal((new Rational(1, 20), new Rational(20, 1), 5L), (source.Format.TimeBase, source.Format.Rate!.Value, source.Format.FrameCount!.Value));
        Assert.Equal(5, grays.Count);
        for (var i = 0; i < 5; i++) Assert.InRange(grays[i], 40 + (i * 20) - 3, 40 + (i * 20) + 3);
    }

    [Fact]
    public async Task ReadFolder_PartAndPattern_KeepTheNumbersOfTheList()
    {
        for (var i = 0; i < 10; i++)
        {
            await Films.MakeAsync("-f", "lavfi", "-i", "testsrc=s=33x25", "-frames:v", "1", "-update", "1", _folder[$"center_{i}.png"]);
            File.Copy(_folder[$"center_{i}.png"], _folder[$"left_{i}.png"]);
        }

        await using var source = await ImageFolderSource.OpenAsync(_folder["center_*.png"], new Rational(10, 1), new FilmSourceOptions { Start = TimeSpan.FromSeconds(0.2), Stride = 3 });
        using var frame = new Frame(source.Format);
        var numbers = new List<long>();
        while (await source.ReadAsync(frame, CancellationToken.None)) numbers.Add(frame.Index);

        Assert.Equal([2, 5, 8], numbers);
        Assert.Equal((34, 26), (source.Format.Width, source.Format.Height));
        Assert.Equal(10, source.Files.Count);
    }

    [Theory]
    [InlineData(".bmp")]
    [InlineData(".webp")]
    [InlineData(".tif")]
    [InlineData(".ppm")]
    [InlineData(".pgm")]
    public async Task ReadFolder_OtherKinds_AreReadAsOneByOne(string extension)
    {
        for (var i = 0; i < 3; i++)
            await Films.MakeAsync("-f", "lavfi", "-i", "testsrc=s=65x48:r=1", "-ss", $"{i}", "-frames:v", "1", "-update", "1", _folder[$"{i}{extension}"]);

        await using var source = await ImageFolderSource.OpenAsync(_folder.Path);
        using var frame = new Frame(source.Format);
        var read = 0;
        for (; await source.ReadAsync(frame, CancellationToken.None); read++)
        {
            var alone = await StillPicture.ReadAsync(source.Files[read]);
            foreach (var (x, y) in ((int, int)[])[(5, 5), (30, 20), (60, 40), (64, 47)])
                Assert.InRange(255 * (Rgb(frame.Picture, x, y).Green - Rgb(alone, x, y).Green), -4, 4);
        }

        Assert.Equal(3, read);
        Assert.Empty(source.Warnings);
        Assert.Equal((66, 48), (frame.Picture.Width, frame.Picture.Height));
    }

    [Fact]
    public async Task ReadFolder_NoPictureAmongThem_SaysWhichKindsAreRead()
    {
        await File.WriteAllTextAsync(_folder["a.xcf"], "nothing");
        var error = Assert.Throws<SteerlensException>(() => PictureFiles.Find(_folder.Path));
        Assert.Contains(".png, .jpg, .bmp", error.Message, StringComparison.Ordinal);

        await File.WriteAllTextAsync(_folder["a.bmp"], "nothing of the kind, but long enough to be looked at closely");
        error = await Assert.ThrowsAsync<SteerlensException>(() => ImageFolderSource.OpenAsync(_folder.Path));
        Assert.Contains("no picture of a kind that is read (.png", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20, 1)]
    [InlineData(30000, 1001)]
    public async Task WriteFilm_PartOfAFolder_BeginsAtZero(int numerator, int denominator)
    {
        for (var i = 0; i < 6; i++) await Films.MakeAsync("-f", "lavfi", "-i", "testsrc=s=32x24", "-frames:v", "1", "-update", "1", _folder[$"{i}.png"]);
        await using var source = await ImageFolderSource.OpenAsync(_folder.Path, new Rational(numerator, denominator), new FilmSourceOptions { Start = TimeSpan.FromSeconds(0.1) });
        using var frame = new Frame(source.Format);
        var path = _folder["a.mp4"];
        await using var sink = await FilmSink.CreateAsync(new FilmSinkOptions { Path = path, Format = source.Format });
        var read = 0;
        for (; await source.ReadAsync(frame, CancellationToken.None); read++) await sink.WriteAsync(frame, CancellationToken.None);
        await sink.CompleteAsync(CancellationToken.None);

        Assert.Equal(Enumerable.Range(0, read).Select(number => new Rational(number * denominator, numerator)), await Films.TimesAsync(path));
        Assert.InRange(read, 2, 4);
    }

    [Fact]
    public async Task ReadFolder_SizesDiffer_NamesTheFile()
    {
        await Films.MakeAsync("-f", "lavfi", "-i", "testsrc=s=32x24", "-frames:v", "1", "-update", "1", _folder["a.png"]);
        await Films.MakeAsync("-f", "lavfi", "-i", "testsrc=s=64x48", "-frames:v", "1", "-update", "1", _folder["b.png"]);

        var error = await Assert.ThrowsAsync<SteerlensException>(() => ImageFolderSource.OpenAsync(_folder.Path));

        Assert.Equal(ExitCode.InputUnreadable, error.ExitCode);
        Assert.Contains("b.png' can't be read as a picture: it is 64x48", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadFolder_OneDamaged_KeepsTheOthersAndTheirNumbers()
    {
        for (var i = 0; i < 4; i++) await Films.MakeAsync("-f", "lavfi", "-i", "testsrc=s=32x24", "-frames:v", "1", "-update", "1", _folder[$"{i}.png"]);
        var bytes = await File.ReadAllBytesAsync(_folder["1.png"]);
        bytes.AsSpan(50, 40).Fill(0xAA);
        await File.WriteAllBytesAsync(_folder["1.png"], bytes);

        await using var source = await ImageFolderSource.OpenAsync(_folder.Path);
        using var frame = new Frame(source.Format);
        var numbers = new List<long>();
        while (await source.ReadAsync(frame, CancellationToken.None)) numbers.Add(frame.Index);

        Assert.Equal([0, 2, 3], numbers.Where(number => number != 1));
        Assert.Single(source.Warnings);
    }

    [Fact]
    public async Task ReadFolder_Empty_SaysSo()
    {
        var error = await Assert.ThrowsAsync<SteerlensException>(() => ImageFolderSource.OpenAsync(_folder.Path));

        Assert.Equal(ExitCode.InputUnreadable, error.ExitCode);
    }

    private static YuvImage Gradient(YuvColor color)
    {
        var picture = new YuvImage(64, 48, color);
        for (var y = 0; y < 48; y++)
        {
            for (var x = 0; x < 64; x++)
            {
                var (luma, u, v) = color.FromRgb(0.2 + (x / 110d), 0.3 + (y / 110d), 0.5 - (x / 300d));
                picture.Y.Row(y)[x] = luma;
                (picture.U.Row(y / 2)[x / 2], picture.V.Row(y / 2)[x / 2]) = (u, v);
            }
        }

        return picture;
    }

    private static (double Red, double Green, double Blue) Rgb(YuvImage picture, int x, int y) =>
        picture.Color.ToRgb(picture.Y.Row(y)[x], picture.U.Row(y / 2)[x / 2], picture.V.Row(y / 2)[x / 2]);
}
